import { runAtOnce } from '#server/base/give-way.ts'
import type { BlockId, ProjectVoiceId } from '#server/base/ids.ts'
import type { GivenPhonemes, Utterance } from '#server/engines/engine.ts'
import { applyRules, movedRanges } from '#server/pronunciation/apply-rules.ts'
import { findPiecesInSteps } from '#server/pronunciation/find-pieces.ts'
import type { BlockType, StoredNode } from '#server/storage/schema.ts'
import { composeMaps, type OffsetMap, type Replacement, replaceStretches } from '#server/text/offset-map.ts'
import type { Range } from '#server/text/range.ts'
import { splitSentencesInSteps } from '#server/text/sentences.ts'
import { isSpeakable, openSpeakable } from '#server/text/speakable.ts'
import { splitGrowing } from '#server/text/split-growing.ts'
import { splitUtterances, splitUtterancesInSteps } from '#server/text/split-utterances.ts'
import { listOddReadings } from '#server/text/spoken/odd-readings.ts'
import { findSpokenInSteps } from '#server/text/spoken/spoken-text.ts'
import { toUnbroken } from '#server/text/spoken/unbroken.ts'
import { type Break, type ParsedText, parseTags } from '#server/text/tags.ts'
import { readsAudioTags } from '#server/voices/models.ts'
import { sentencePauseSeconds } from './pauses.ts'
import { languageOf } from './reading.ts'
import type { Speakers } from './speakers.ts'
import { takeKeyOf } from './take-key.ts'
import type { BlockTimeline, TimelineEntry } from './timeline.ts'

/** What is to be said of a block, and where it stands in the block's written text. */
export interface PlannedUtterance extends TimelineEntry {
  engineId: string
  utterance: Utterance
  voiceRefId: ProjectVoiceId
}

/** What a writer should look at; with a place in the written text where it has one. */
export interface PlanWarning extends Partial<Range> {
  code: string
  message: string
}

/** The written text is that of all nodes without the tags; silence is what the writer asked for, and between sentences. */
export interface BlockPlan extends BlockTimeline {
  /** Together they say the whole text. None at all when there is nothing to say. */
  utterances: PlannedUtterance[]
  warnings: PlanWarning[]
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
export function planBlock(block: WrittenBlock, speakers: Speakers): BlockPlan {
  return runAtOnce(planBlockInSteps(block, speakers))
}

type WrittenBlock = { id: BlockId; subType: BlockType; nodes: StoredNode[]; variation?: number }

/** The same for who has others to let through: it yields before each way of looking at the text, and before each piece. */
export function* planBlockInSteps(block: WrittenBlock, speakers: Speakers): Generator<void, BlockPlan> {
  const runs = toRuns(block.nodes, speakers)
  const written = runs.map((run) => run.written).join('')
  const phonemes = shifted(runs, (run, offset) => run.phonemes.map((one) => moved(one, offset)))
  const breaks = shifted(runs, (run, offset) => run.breaks.map((one) => ({ ...one, at: one.at + offset })))
  yield
  const readings = yield* readRuns(runs, speakers)
  yield
  const text: WrittenText = { written, phonemes, readings }
  const cut = joinSilentPieces(written, yield* toPieces(runs, readings, speakers), speakers)
  const pieces = startSoon(text, cut, speakers)
  const varied = block.variation ? withSeed(speakers, block.variation) : speakers
  const room: Room = { left: leastGrowth + mostGrowthShare * written.length, isUsedUp: false }
  const spoken: SpokenPiece[] = []
  for (const piece of pieces) {
    for (const one of yield* sayPiece(piece, text, varied, room)) spoken.push(one)
  }
  yield
  return {
    blockId: block.id,
    subType: block.subType,
    written,
    ...placeBreaks(written, spoken, breaks),
    warnings: [
      ...runs.flatMap((run) => run.warnings),
      ...listOddReadings(written, readings),
      ...(room.isUsedUp ? [rulesIgnored] : []),
    ],
  }
}

/** Another sound of the same text, for engines with chance in them. */
function withSeed(speakers: Speakers, seed: number): Speakers {
  return { ...speakers, get: (ref) => ({ seed, ...speakers.get(ref) }) }
}

/** How much longer rules of pronunciation may make a block, in UTF-16 units: by so much, and by so many times itself. */
const leastGrowth = 5_000
const mostGrowthShare = 3

/** How much of that is left. */
interface Room {
  left: number
  isUsedUp: boolean
}

const rulesIgnored = {
  code: 'rules_ignored',
  message: `Pronunciation rules make this text more than ${mostGrowthShare + 1} times as long, or nearly match too much of it; from there on they were not applied.`,
}

type SpokenPiece = Omit<PlannedUtterance, 'breakSeconds'>

/** What is written in a block, the sounds that the writer gave in it, and what is said in place of which stretch. */
interface WrittenText {
  written: string
  phonemes: GivenPhonemes[]
  readings: Replacement[]
}

function* readRuns(runs: Run[], speakers: Speakers): Generator<void, Replacement[]> {
  const ofRuns = new Map<Run, Replacement[]>()
  for (const run of runs) ofRuns.set(run, yield* readRun(run, speakers))
  return shifted(runs, (run, offset) => ofRuns.get(run)!.map((one) => moved(one, offset)))
}

/** What of a run is said otherwise than it is written. What a rule of a dictionary matches is left to that rule. */
function* readRun(run: Run, speakers: Speakers): Generator<void, Replacement[]> {
  const { reading } = speakers.get(run.voiceRefId)
  if (!reading) return []
  const ruled = speakers.rules ? (yield* findPiecesInSteps(speakers.rules, run.written, run.phonemes)).pieces : []
  const untouchable = [...run.phonemes, ...ruled].toSorted((a, b) => a.start - b.start)
  return yield* findSpokenInSteps(run.written, {
    language: languageOf(reading, run.written),
    accent: reading.accent,
    untouchable,
  })
}

/**
 * What is to be said of a piece: usually one utterance; none when the rules leave nothing to say; several when what is
 * said is longer than the engine takes.
 * @param room how much longer the rules may make the block; what is said takes from it
 */
function* sayPiece(piece: Piece, whole: WrittenText, speakers: Speakers, room: Room): Generator<void, SpokenPiece[]> {
  yield
  const { start, end } = piece
  const { written } = whole
  const { engine, voice, language, settings, seed, volumeGain } = speakers.get(piece.voiceRefId)
  const text = written.slice(start, end)
  const given = within(whole.phonemes, piece)
  const read = replaceStretches(text, within(whole.readings, piece))
  const said = applySpeakersRules(speakers, read, given, room.left)
  const spoken = said.text
  if (!isSpeakable(spoken)) return []
  const isTooLong = spoken.trim().length > engine.limits.characters
  const unbroken = isTooLong ? toUnbroken(text, within(whole.readings, piece)) : []
  const halves = isTooLong ? splitUtterances(text, language, Math.ceil(text.trim().length / 2), [], unbroken) : []
  if (halves.length > 1) {
    const saidByHalves: SpokenPiece[] = []
    for (const half of halves) {
      saidByHalves.push(...(yield* sayPiece({ ...piece, ...moved(half, start) }, whole, speakers, room)))
    }
    return saidByHalves
  }
  room.left -= Math.max(spoken.length - read.text.length, 0)
  if (said.isCut) room.isUsedUp = true
  const told = said.phonemes
  const utterance: Utterance = {
    text: spoken,
    phonemes: told.filter((one) => engine.alphabets.includes(one.alphabet)).toSorted((a, b) => a.start - b.start),
    voice,
    language,
    settings: Object.fromEntries(engine.honours.map((name) => [name, settings[name]])),
  }
  if (engine.usesSeed && seed !== undefined) utterance.seed = seed
  if (engine.usesContext) utterance.context = contextOf(piece, written, speakers)
  const map = said.map.some((stretch) => !stretch.equal) ? said.map : null
  const louder = volumeGain ? { volumeGain } : {}
  return [{ ...piece, takeKey: takeKeyOf(engine, utterance), engineId: engine.id, utterance, map, ...louder }]
}

/** Ranges inside a piece, told in it. An insertion at its beginning belongs to the piece before. */
function within<R extends Range>(ranges: R[], { start, end }: Range): R[] {
  const inside = ranges.filter((one) => one.start >= start && one.end <= end && (one.end > start || start === 0))
  return inside.map((one) => moved(one, -start))
}

/** What the rules of the dictionaries make of a text, with the map from what is written, and all sounds that are given. */
function applySpeakersRules(
  { rules }: Speakers,
  read: { text: string; map: OffsetMap },
  given: GivenPhonemes[],
  mostGrowth: number,
): { text: string; map: OffsetMap; phonemes: GivenPhonemes[]; isCut: boolean } {
  const own = movedRanges(read.map, given)
  if (!rules) return { ...read, phonemes: own, isCut: false }
  const said = applyRules(rules, read.text, own, mostGrowth)
  const map = said.replacements.length > 0 ? composeMaps(read.map, said.map) : read.map
  return { text: said.text, map, phonemes: [...movedRanges(said.map, own), ...said.phonemes], isCut: said.isCut }
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
  const isSpeakableSoFar = openSpeakable()
  let [seen, next] = [0, 0]
  // Breaks stand in their order: nothing is looked through again for each of a thousand.
  for (const { at, seconds } of breaks) {
    const isLeading = !isSpeakableSoFar(written.slice(seen, at))
    seen = at
    while (next < utterances.length && utterances[next]!.start < at) next += 1
    const before = isLeading ? undefined : utterances[next - 1]
    if (before) before.breakSeconds += seconds
    else leadingBreakSeconds += seconds
  }
  return {
    utterances: utterances.map((one, index) => withSentencePause(one, utterances[index + 1], written)),
    leadingBreakSeconds,
  }
}

function withSentencePause(
  one: PlannedUtterance,
  next: PlannedUtterance | undefined,
  written: string,
): PlannedUtterance {
  if (!next || one.breakSeconds > 0) return one
  const goesOn = /^[\s"'“‘«(—–-]*\p{Ll}/u.test(written.slice(next.start, next.end)) // “Go!” she said
  if (goesOn || !endsSentence(written.slice(one.start, one.end))) return one
  return { ...one, breakSeconds: sentencePauseSeconds, endsSentence: true }
}

/** Whether a pause belongs behind a text. */
export function endsSentence(text: string): boolean {
  const words = text.trimEnd()
  return text.includes('\n', words.length) || /[.!?…。！？।]["'’”»)\]]*$/u.test(words)
}

function moved<R extends Range>(range: R, by: number): R {
  return { ...range, start: range.start + by, end: range.end + by }
}

/** Neighbouring nodes of one voice are one run: the engine hears whole sentences. */
function toRuns(nodes: StoredNode[], speakers: Speakers): Run[] {
  const joined: StoredNode[] = []
  for (const node of nodes) {
    const last = joined.at(-1)
    if (last?.voiceRefId === node.voiceRefId) last.text += node.text
    else joined.push({ ...node })
  }
  return joined.map(({ voiceRefId, text }) => {
    const audioTags = speakers.hasAudioTags && !readsAudioTags(speakers.get(voiceRefId).engine.model)
    return { voiceRefId, ...parseTags(text, { audioTags }) }
  })
}

type Piece = { voiceRefId: ProjectVoiceId; start: number; end: number }

function* toPieces(runs: Run[], readings: Replacement[], speakers: Speakers): Generator<void, Piece[]> {
  const pieces: Piece[] = []
  let offset = 0
  for (const { written, breaks, voiceRefId } of runs) {
    const ofRun = within(readings, { start: offset, end: offset + written.length })
    const unbroken = toUnbroken(written, ofRun)
    const { engine, language } = speakers.get(voiceRefId)
    const sentences = speakers.bySentence ? yield* splitSentencesInSteps(written, language) : []
    yield
    const cuts = [...breaks.map((one) => one.at), ...sentences.map((one) => one.start)]
    for (const range of yield* splitUtterancesInSteps(written, language, engine.limits.characters, cuts, unbroken))
      pieces.push({ voiceRefId, ...moved(range, offset) })
    offset += written.length
    yield
  }
  return pieces
}

/** Cuts the first piece into several, if the speech is to start soon. */
function startSoon({ written, readings, phonemes }: WrittenText, pieces: Piece[], speakers: Speakers): Piece[] {
  const [first, ...others] = pieces
  if (!speakers.startsSoon || !first) return pieces
  const text = written.slice(first.start, first.end)
  const unbroken = [...toUnbroken(text, within(readings, first)), ...within(phonemes, first)]
  const ordered = unbroken.toSorted((a, b) => a.start - b.start)
  const { language } = speakers.get(first.voiceRefId)
  const cut = splitGrowing(text, language, ordered).map((range) => ({ ...first, ...moved(range, first.start) }))
  return [...joinSilentPieces(written, cut, speakers), ...others]
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
