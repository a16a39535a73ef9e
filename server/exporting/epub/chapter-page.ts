import type { TimedBlock, TimedChapter, TimedSentence } from '../timed-text.ts'
import { overlayOf } from './overlay.ts'
import { xmlText } from './xml.ts'

/** A chapter as a page whose sentences have ids, and the overlay that says when each is heard in the chapter's file. */
export interface ChapterPage {
  page: string
  overlay: string
}

/** @param number of the chapter, from 1 @param chapter with the times of its own file */
export function toChapterPage(chapter: TimedChapter, number: number, language: string): ChapterPage {
  const blocks = chapter.blocks.filter((block) => block.text !== '')
  const sentences = blocks.flatMap((block) => block.sentences)
  const ids = new Map(sentences.map((sentence, index) => [sentence, `s${index + 1}`]))
  const lang = xmlText(language)
  const page = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="${lang}" xml:lang="${lang}">
<head>
<title>${xmlText(chapter.name) || number}</title>
<link rel="stylesheet" type="text/css" href="../style.css"/>
</head>
<body>
<section epub:type="chapter" id="chapter">
${blocks.map((block) => toElement(block, ids)).join('\n')}
</section>
</body>
</html>
`
  return { page, overlay: toOverlay(sentences, ids, chapter.endSeconds, number) }
}

function toElement(block: TimedBlock, ids: Map<TimedSentence, string>): string {
  const name = block.subType
  return `<${name}>${withIds(block, ids)}</${name}>`
}

/** What no sentence says, such as the stars between two scenes, stands there without an id. */
function withIds({ text, sentences }: TimedBlock, ids: Map<TimedSentence, string>): string {
  let position = 0
  let written = ''
  for (const sentence of sentences) {
    const start = text.indexOf(sentence.text, position)
    written += `${xmlText(text.slice(position, start))}<span id="${ids.get(sentence)}">${xmlText(sentence.text)}</span>`
    position = start + sentence.text.length
  }
  return written + xmlText(text.slice(position))
}

/** Each sentence is heard until the next one begins, so that the pauses are, too, and all of the chapter's file is played. */
function toOverlay(
  sentences: TimedSentence[],
  ids: Map<TimedSentence, string>,
  endSeconds: number,
  number: number,
): string {
  const page = `../text/chapter-${number}.xhtml`
  const clips = sentences.map((sentence, index) => ({
    text: `${page}#${ids.get(sentence)}`,
    sound: `../audio/chapter-${number}.mp3`,
    startSeconds: index === 0 ? 0 : sentence.startSeconds,
    endSeconds: sentences[index + 1]?.startSeconds ?? endSeconds,
  }))
  return overlayOf(clips, `${page}#chapter`)
}
