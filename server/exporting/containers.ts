import type { Container } from './container.ts'
import { srtContainer, vttContainer } from './containers/captions.ts'
import { epubContainer } from './containers/epub.ts'
import { flacContainer } from './containers/flac.ts'
import { jsonContainer } from './containers/json.ts'
import { m4bContainer } from './containers/m4b.ts'
import { mp3Container } from './containers/mp3.ts'
import { opusContainer } from './containers/opus.ts'
import { reportContainer } from './containers/report.ts'
import { rssContainer } from './containers/rss.ts'
import { wavContainer } from './containers/wav.ts'
import { zipContainer } from './containers/zip.ts'

/** All kinds of file that a book can become. */
export const containers = [
  mp3Container,
  m4bContainer,
  wavContainer,
  flacContainer,
  opusContainer,
  zipContainer,
  epubContainer,
  srtContainer,
  vttContainer,
  jsonContainer,
  reportContainer,
  rssContainer,
] as const

export type ExportFormat = (typeof containers)[number]['format']

export function getContainer(format: ExportFormat): Container {
  return containers.find((one) => one.format === format)!
}
