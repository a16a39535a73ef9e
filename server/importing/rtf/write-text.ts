import { collapseWhiteSpace } from '../document/imported-document.ts'
import { element, type Reader } from './reader.ts'

/** A text goes where the group says that it stands in. */
export function write(text: string, reader: Reader): void {
  const { state } = reader
  if (state.place === 'title') reader.title = collapseWhiteSpace((reader.title ?? '') + text)
  else if (state.place === 'author') reader.author = collapseWhiteSpace((reader.author ?? '') + text)
  else if (state.place === 'styles') reader.style.name += text
  else if (state.place === 'instruction') instruct(text, reader)
  else if (state.place === 'text' && !state.isHidden) writeText(text, reader)
}

function instruct(text: string, reader: Reader): void {
  if (reader.fields.length > 0) reader.fields[reader.fields.length - 1] = (reader.fields.at(-1)! + text).slice(0, 500)
}

function writeText(text: string, { flow, state, dropped, reading }: Reader): void {
  if (state.isContents && reading.choices.matter === 'skip') {
    if (text.trim() !== '') dropped.push(text)
    return
  }
  flow.nodes.push(state.shift ? element(state.shift, [text]) : text)
  const letters = text.trim().length
  flow.letters += letters
  if (state.isBold) flow.bold += letters
  flow.sizes.set(state.halfPoints, (flow.sizes.get(state.halfPoints) ?? 0) + letters)
}
