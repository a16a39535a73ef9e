import type { BlockId, ProjectVoiceId, TakeKey } from '#server/base/ids.ts'
import type { GivenPhonemes, Utterance } from '#server/engines/engine.ts'
import { applyRules, movedRanges } from '#server/pronunciation/apply-rules.ts'
import type { BlockType, StoredNode } from '#server/storage/schema.ts'
import type { OffsetMap } from '#server/text/offset-map.ts'
import type { Range } from '#server/text/range.ts'
import { splitSentences } from '#server/text/sentences.ts'
import { isSpeakable } from '#server/text/speakable.ts'
import { splitUtterances } from '#server/text/split-utterances.ts'
import { type Break, type ParsedText, parseTags } from '#server/text/tags.ts'
import { sentencePauseSeconds } from './pauses.ts'
import type { Speakers } from './speakers.ts'
import { takeKeyOf } from './take-key.ts'

/** What is to be said of a block, and where it stands in the block's written text (UTF-16, end exclusive). */
export interface PlannedUtterance {
  takeKey: TakeKey
  engineId: string
  utterance: Utterance
  voiceRefId: ProjectVoiceId
  start: number
  end: number
  /** From the written stretch to the utterance's text; null when they are the same. */
  map: OffsetMap | null
  /** Silence behind it, in the midst of a block: what the writer asked for, or what the end of a sentence takes. */
  breakSeconds: number
}

export interface BlockPlan {
  blockId: BlockId
  subType: BlockType
  /** The text of all nodes without the tags. */
  written: string
  /** In order; together they say the whole text. None at all when there is nothing to say. */
  utterances: PlannedUtterance[]
  /** Silence that the writer asked for before the first word. */
  leadingBreakSeconds: number
  warnings: { code: string; message: string }[]
}

/** A stretch of the written text in one voice. */
interface Run extends ParsedText {
  voiceRefId: ProjectVoiceId
}

/**
 * Plans a block: nodes → runs of one voice without tags → utterances within the engine's limit, said by the rules of
 * pronunciation, each with its take key. Utterances are cut where they are written, so a rule changes only those that it
 * touches. White space and marks with nothing to say go to the utterance before them, so that no character is lost.
 */
export function planBlock(
  block: { id: BlockId; subType: BlockType; nodes: StoredNode[] },
  speakers: Speakers,
): BlockPlan {
  const runs = toRuns(block.nodes)
  const written = runs.map((run) => run.written).join('')
  const phonemes = shifted(runs, (run, offset) => run.phonemes.map((one) => moved(one, offset)))
  const breaks = shifted(runs, (run, offset) => run.breaks.map((one) => ({ ...one, at: one.at + offset })))
  const pieces = joinSilentPieces(written, toPieces(runs, speakers), speakers)
  const spoken = pieces.flatMap((piece) => sayPiece(piece, written, phonemes, speakers))
  return {
    blockId: block.id,
    subType: block.subType,
    written,
    ...placeBreaks(written, spoken, breaks),
    warnings: runs.flatMap((run) => run.warnings),
  }
}

type SpokenPiece = Omit<PlannedUtterance, 'breakSeconds'>

/**
 * What is to be said of a piece: usually one utterance; none when the rules leave nothing to say; several when they make
 * the text longer than the engine takes.
 * @param phonemes that the writer gave, anywhere in the written text
 */
function sayPiece(piece: Piece, written: string, phonemes: GivenPhonemes[], speakers: Speakers): SpokenPiece[] {
  const { start, end } = piece
  const { engine, voice, language, settings, seed } = speakers.get(piece.voiceRefId)
  const text = written.slice(start, end)
  const given = phonemes.filter((one) => one.start >= start && one.end <= end).map((one) => moved(one, -start))
  const said = speakers.rules ? applyRules(speakers.rules, text, given) : undefined
  const spoken = said?.text ?? text
  if (!isSpeakable(spoken)) return []
  const isTooLong = spoken.trim().length > engine.limits.characters
  const halves = isTooLong ? splitUtterances(text, language, Math.ceil(text.trim().length / 2), []) : []
  if (halves.length > 1)
    return halves.flatMap((half) => sayPiece({ ...piece, ...moved(half, start) }, written, phonemes, speakers))
  const told = said ? [...movedRanges(said.map, given), ...said.phonemes] : given
  const utterance: Utterance = {
    text: spoken,
    phonemes: told.filter((one) => engine.alphabets.includes(one.alphabet)).toSorted((a, b) => a.start - b.start),
    voice,
    language,
    settings: Object.fromEntries(engine.honours.map((name) => [name, settings[name]])),
  }
  if (engine.usesSeed && seed !== undefined) utterance.seed = seed
  if (engine.usesContext) utterance.context = contextOf(piece, written, speakers)
  const map = said && said.replacements.length > 0 ? said.map : null
  return [{ ...piece, takeKey: takeKeyOf(engine, utterance), engineId: engine.id, utterance, map }]
}

/** Characters on each side. */
const contextLength = 300

function contextOf({ start, end }: Piece, written: string, { around }: Speakers): { before: string; after: string } {
  const before = (around?.before ?? '') + written.slice(0, start)
  const after = written.slice(end) + (around?.after ?? '')
  return { before: before.slice(-contextLength), after: after.slice(0, contextLength) }
}

/**
 * A break is silence behind the last utterance before it; without one, silence before the first word. Where a sentence
 * ends and the writer asked for nothing, it is the pause between sentences.
 */
function placeBreaks(
  written: string,
  spoken: SpokenPiece[],
  breaks: Break[],
): Pick<BlockPlan, 'utterances' | 'leadingBreakSeconds'> {
  const utterances = spoken.map((one) => ({ ...one, breakSeconds: 0 }))
  let leadingBreakSeconds = 0
  for (const { at, seconds } of breaks) {
    const isLeading = !isSpeakable(written.slice(0, at))
    const before = isLeading ? undefined : utterances.findLast((one) => one.start < at)
    if (before) before.breakSeconds += seconds
    else leadingBreakSeconds += seconds
  }
  for (const one of utterances.slice(0, -1)) {
    if (one.breakSeconds === 0 && endsSentence(written.slice(one.start, one.end)))
      one.breakSeconds = sentencePauseSeconds
  }
  return { utterances, leadingBreakSeconds }
}

function endsSentence(text: string): boolean {
  return /[.!?…。！？।]["'’”»)\]]*\s*$/u.test(text)
}

function moved<R extends Range>(range: R, by: number): R {
  return { ...range, start: range.start + by, end: range.end + by }
}

/** Neighbouring nodes of one voice are one run: the engine hears whole sentences. */
function toRuns(nodes: StoredNode[]): Run[] {
  const joined: StoredNode[] = []
  for (const node of nodes) {
    const last = joined.at(-1)
    if (last?.voiceRefId === node.voiceRefId) last.text += node.text
    else joined.push({ ...node })
  }
  return joined.map(({ voiceRefId, text }) => ({ voiceRefId, ...parseTags(text) }))
}

type Piece = { voiceRefId: ProjectVoiceId; start: number; end: number }

function toPieces(runs: Run[], speakers: Speakers): Piece[] {
  return shifted(runs, (run, offset) => {
    const { engine, language } = speakers.get(run.voiceRefId)
    const sentences = speakers.bySentence ? splitSentences(run.written, language) : []
    const cuts = [...run.breaks.map((one) => one.at), ...sentences.map((one) => one.start)]
    const ranges = splitUtterances(run.written, language, engine.limits.characters, cuts)
    return ranges.map(({ start, end }) => ({ voiceRefId: run.voiceRefId, start: start + offset, end: end + offset }))
  })
}

/**
 * Gives each piece with nothing to say to the one before it (the first ones to the one behind). What would exceed the
 * engine's limit is in no utterance at all: its characters get no time of their own.
 */
function joinSilentPieces(written: string, pieces: Piece[], speakers: Speakers): Piece[] {
  const joined: Piece[] = []
  let silentFrom: number | undefined
  for (const piece of pieces) {
    const last = joined.at(-1)
    const limit = speakers.get((last ?? piece).voiceRefId).engine.limits.characters
    if (isSpeakable(written.slice(piece.start, piece.end))) {
      const start = silentFrom ?? piece.start
      joined.push({ ...piece, start: piece.end - start <= limit ? start : piece.start })
      silentFrom = undefined
    } else if (!last) silentFrom ??= piece.start
    else if (piece.end - last.start <= limit) last.end = piece.end
  }
  return joined
}

/** Maps each run together with its offset in the written text. */
function shifted<T>(runs: Run[], map: (run: Run, offset: number) => T[]): T[] {
  let offset = 0
  return runs.flatMap((run) => {
    const mapped = map(run, offset)
    offset += run.written.length
    return mapped
  })
}
