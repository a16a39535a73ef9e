import type { Cover } from '#server/projects/cover.ts'
import { xmlText } from '../epub/xml.ts'
import { fitLines } from './fit-lines.ts'
import { rememberPicture } from './remember-picture.ts'
import { renderPicture } from './render-picture.ts'

/** What stands on a plain cover. */
export interface CoverText {
  title: string
  author: string | null
}

/** Shops want squares; Apple at least 1,400 pixels. */
const side = 1_400
const margin = 140
const colour = '#0c6f5d'

/** A plain cover for a book without one: its title and author on our colour. The same words make the same picture. */
export async function drawCover({ title, author }: CoverText): Promise<Cover> {
  const draw = () => renderPicture(coverSvg({ title, author }), side)
  const bytes = await rememberPicture(JSON.stringify([title, author]), draw)
  return { mediaType: 'image/png', width: side, height: side, bytes }
}

function coverSvg({ title, author }: CoverText): string {
  const heading = fitLines(title, { width: side - 2 * margin, largest: 170, smallest: 64, lines: 7 })
  const name = fitLines(author ?? '', { width: side - 2 * margin, largest: 72, smallest: 40, lines: 2 })
  const lineHeight = heading.size * 1.15
  const nameTop = side - margin - (name.lines.length - 1) * name.size * 1.2
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" font-family="Literata" fill="#fff">
<rect width="${side}" height="${side}" fill="${colour}"/>
<rect x="${margin / 2}" y="${margin / 2}" width="${side - margin}" height="${side - margin}" fill="none" stroke="#fff" stroke-opacity="0.4" stroke-width="4"/>
${heading.lines.map((line, index) => textAt(line, margin + heading.size + index * lineHeight, heading.size, 700)).join('\n')}
<rect x="${margin}" y="${margin + heading.size * 0.5 + heading.lines.length * lineHeight}" width="140" height="8"/>
${name.lines.map((line, index) => textAt(line, nameTop + index * name.size * 1.2, name.size, 400)).join('\n')}
</svg>`
}

function textAt(line: string, y: number, size: number, weight: number): string {
  return `<text x="${margin}" y="${Math.round(y)}" font-size="${size}" font-weight="${weight}">${xmlText(line)}</text>`
}
