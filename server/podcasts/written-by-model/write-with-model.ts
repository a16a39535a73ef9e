import { StudioError } from '#server/base/errors.ts'
import type { LanguageModel } from '#server/language-model/language-model.ts'
import type { Project } from '#server/projects/project.ts'
import { lengths, secondsForContent, secondsOf } from '../length.ts'
import type { Pace, PodcastRequest, ReadableSource, SourceSpan, Turn } from '../podcast.ts'
import { podcastName } from '../podcast-name.ts'
import { toTurn, withFrame } from '../turns.ts'
import { type CheckTurn, openCheck } from './check-turn.ts'
import { inPieces, listPassages, type Passage, showPassages } from './passages.ts'
import { askForNotes, Notes } from './prompts/notes.ts'
import { askForOutline, Outline } from './prompts/outline.ts'
import { askToRedo, RedoneTurn } from './prompts/redo-turn.ts'
import { type AskedTurn, askForTurns, type SectionOrder, turnsOf } from './prompts/turns.ts'

export interface Commission {
  request: PodcastRequest
  sources: ReadableSource[]
  /** ISO 639-1. */
  language: string
  pace: Pace
}

type Work = { tell(share: number): Promise<void>; signal: AbortSignal }
type Warnings = NonNullable<Project['importWarnings']>

/** The shares of the work that are done with the notes and with the outline. */
const shares = { notes: 0.3, outline: 0.4 }

/**
 * Has a language model write a script: of long sources notes first, then an outline, then its sections one by one, each as
 * long as what is left of the time. What no passage says is written again once, then left out.
 * @throws StudioError `language_model_failed`, `language_model_timeout`; the signal's reason when aborted
 */
export async function writeWithModel(
  model: LanguageModel,
  commission: Commission,
  work: Work,
): Promise<{ title: string; turns: Turn[]; warnings: Warnings }> {
  const { request, pace } = commission
  const passages = listPassages(commission.sources)
  const points = await listPoints(model, passages, request, work)
  await work.tell(shares.notes)
  const seconds = Math.max(20, secondsForContent(request, pace))
  const words = toWords(seconds, commission)
  const outline = await model.askFor(Outline, askForOutline({ ...commission, words }, points), work.signal)
  await work.tell(shares.outline)
  const check = checkFor(commission)
  const title = check(outline.title).length === 0 ? outline.title : titleOf(commission)
  const writer: Writer = { model, commission, title, check, dropped: [] }
  const written = await writeSections(writer, toSections(outline, passages), seconds, work)
  if (written.length === 0)
    throw new StudioError('language_model_failed', `${model.name} wrote nothing that its sources say.`)
  const turns = fitLength(withFrame(written, request), commission)
  return { title, turns, warnings: droppedWarnings(writer.dropped) }
}

interface Writer {
  model: LanguageModel
  commission: Commission
  title: string
  check: CheckTurn
  /** The turns that were left out. */
  dropped: string[]
}

/** Sources of up to so many characters are shown whole; about 10,000 tokens. */
const shownWhole = 40_000
/** A part of a longer one, of which notes are made. */
const partLength = 16_000
/** So many parts at most, which is a long book: of a longer one every second or third part is read. */
const mostParts = 60

/** What the outline is made of: the passages themselves, or notes on those of a long source that matter. */
async function listPoints(
  model: LanguageModel,
  passages: Passage[],
  { highlights }: PodcastRequest,
  { tell, signal }: Work,
) {
  const characters = passages.reduce((sum, { text }) => sum + text.length, 0)
  if (characters <= shownWhole) return showPassages(passages)
  const all = inPieces(passages, partLength)
  const parts = all.filter((_, index) => index % Math.ceil(all.length / mostParts) === 0)
  const points: { number: number; text: string }[] = []
  for (const [index, part] of parts.entries()) {
    const { notes } = await model.askFor(Notes, askForNotes(part, highlights), signal)
    const numbers = new Set(part.map(({ number }) => number))
    for (const { passage, note } of notes) if (numbers.has(passage)) points.push({ number: passage, text: note })
    await tell((shares.notes * (index + 1)) / parts.length)
  }
  if (points.length > 0) return points
  throw new StudioError('language_model_failed', `${model.name} made no notes on the sources that can be used.`)
}

interface Section {
  about: string
  /** Against those of the others. */
  weight: number
  passages: Passage[]
}

/** What a model is shown for one section, in characters. */
const mostShown = 12_000

/** A number that no passage has is left out, and a section without any rests on the beginning. */
function toSections({ sections }: Outline, passages: Passage[]): Section[] {
  const byNumber = new Map(passages.map((passage) => [passage.number, passage]))
  return sections.map(({ about, words, passages: numbers }) => {
    const named = [...new Set(numbers)].flatMap((number) => byNumber.get(number) ?? [])
    const [shown = []] = inPieces(named.length > 0 ? named : passages, mostShown)
    return { about, weight: words, passages: shown }
  })
}

/** Each section gets its share of the time that is left, so that what one was too long the next ones are shorter. */
async function writeSections(writer: Writer, sections: Section[], seconds: number, work: Work): Promise<Turn[]> {
  const { commission } = writer
  const turns: Turn[] = []
  for (const [index, section] of sections.entries()) {
    const ahead = sections.slice(index).reduce((sum, { weight }) => sum + weight, 0)
    const left = seconds - spokenSeconds(turns, commission)
    const room = Math.max(10, (left * section.weight) / ahead)
    const place = { isFirst: index === 0, isLast: index === sections.length - 1 }
    turns.push(...(await writeSection(writer, { section, place, seconds: room, before: turns.slice(-2) }, work)))
    await work.tell(shares.outline + ((1 - shares.outline) * (index + 1)) / sections.length)
  }
  return turns
}

/** How far a section may be off before it is asked for once more. */
const tolerance = 0.15

async function writeSection(
  writer: Writer,
  {
    section,
    place,
    seconds,
    before,
  }: { section: Section; place: SectionOrder['place']; seconds: number; before: Turn[] },
  { signal }: Work,
): Promise<Turn[]> {
  const { model, commission, title } = writer
  const { request, language } = commission
  const order: SectionOrder = {
    ...{ request, language, title, place, about: section.about, passages: section.passages },
    words: toWords(seconds, commission),
    before: before.map(({ text }) => text),
  }
  const Turns = turnsOf(request)
  const first = (await model.askFor(Turns, askForTurns(order), signal)).turns
  const offBy = (turns: AskedTurn[]) => Math.abs(spokenSeconds(turns, commission) / seconds - 1)
  const best = [first]
  if (offBy(first) > tolerance) {
    const wordsWritten = countWords(first)
    best.push((await model.askFor(Turns, askForTurns({ ...order, wordsWritten }), signal)).turns)
  }
  const [closest] = best.sort((one, other) => offBy(one) - offBy(other))
  return checkTurns(writer, closest!, section.passages, signal)
}

/** Redoes what its source does not say, once; a question whose answer is left out goes with it. */
async function checkTurns(
  writer: Writer,
  asked: AskedTurn[],
  passages: Passage[],
  signal: AbortSignal,
): Promise<Turn[]> {
  const turns: Turn[] = []
  for (const turn of asked) {
    const text = await settleText(writer, turn, passages, signal)
    if (text !== undefined) turns.push(toTurn({ speaker: turn.speaker, text, sources: spansOf(turn, passages) }))
    else if (turn.speaker === 'guest' && turns.at(-1)?.speaker === 'host' && turns.at(-1)!.text.endsWith('?'))
      turns.pop()
  }
  return turns
}

async function settleText(
  { model, commission, check, dropped }: Writer,
  turn: AskedTurn,
  passages: Passage[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const faults = check(turn.text)
  if (faults.length === 0) return turn.text
  const named = passages.filter(({ number }) => turn.passages.includes(number))
  const question = askToRedo(turn, faults, named.length > 0 ? named : passages, commission.language)
  const { text } = await model.askFor(RedoneTurn, question, signal)
  if (check(text).length === 0) return text
  dropped.push(turn.text)
  return undefined
}

function spansOf({ passages: numbers }: AskedTurn, passages: Passage[]): SourceSpan[] {
  const named = passages.filter(({ number }) => numbers.includes(number))
  return named.map(({ sourceIndex, text }) => ({ sourceIndex, quote: text }))
}

/** What a turn may name: whatever the sources and the person who ordered the podcast do. */
function checkFor({ request, sources, language }: Commission): CheckTurn {
  const { highlights, intro, outro } = request
  const texts = sources.flatMap((source) => [source.title ?? '', ...source.paragraphs])
  const own = [...highlights, intro ?? '', outro ?? '']
  const example: SectionOrder = {
    ...{ language, title: '', about: '', words: 0, passages: [], before: [] },
    request: { ...request, instructions: null },
    place: { isFirst: true, isLast: true },
  }
  const isTranslation = sources.some((source) => source.language !== language)
  return openCheck([...texts, ...own], { instructions: askForTurns(example).instructions, language, isTranslation })
}

/** What a podcast is called whose model found no title that its sources support. */
function titleOf({ request, sources }: Commission): string {
  return sources.find(({ title }) => title)?.title ?? podcastName(request)
}

/** What is too long for its scale is cut at its end, before the last words. */
function fitLength(turns: Turn[], { request, pace }: Commission): Turn[] {
  const { most } = lengths[request.durationScale]
  const fitted = [...turns]
  const kept = request.outro?.trim() ? 2 : 1
  while (secondsOf(fitted, pace) > most && fitted.length > kept + 2) fitted.splice(-kept - 1, 1)
  return fitted
}

function spokenSeconds(turns: Pick<Turn, 'speaker' | 'text'>[], { pace }: Commission): number {
  return secondsOf(turns, pace) - secondsOf([], pace)
}

/** How many words fit into a time, by the pace of the voices and the length of the words of the sources. */
function toWords(seconds: number, { sources, pace }: Commission): number {
  const sample = sources
    .flatMap(({ paragraphs }) => paragraphs)
    .join(' ')
    .slice(0, 20_000)
  const charactersPerWord = sample.length / Math.max(1, sample.split(/\s+/).length)
  const wordLength = charactersPerWord > 15 ? usualWordLength : charactersPerWord // scripts without spaces
  return Math.max(20, Math.round(seconds / (((pace.host + pace.guest) / 2) * wordLength)))
}
const usualWordLength = 6

function countWords(turns: AskedTurn[]): number {
  return turns.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0)
}

function droppedWarnings(dropped: string[]): Warnings {
  if (dropped.length === 0) return []
  const message = `Turns were left out that said what the sources do not, such as "${dropped[0]!.slice(0, 80)}".`
  return [{ code: 'turns_left_out', message, count: dropped.length }]
}
