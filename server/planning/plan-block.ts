import type { BlockId, ProjectVoiceId, TakeKey } from '#server/base/ids.ts'
import type { Utterance } from '#server/engines/engine.ts'
import type { BlockType, StoredNode } from '#server/storage/schema.ts'
import { isSpeakable } from '#server/text/speakable.ts'
import { splitUtterances } from '#server/text/split-utterances.ts'
import { type ParsedText, parseTags } from '#server/text/tags.ts'
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
  /** Silence that the writer asked for behind it. */
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
 * Plans a block: nodes → runs of one voice without tags → utterances within the engine's limit, each with its take key.
 * White space and marks with nothing to say go to the utterance before them, so that no character is lost.
 */
export function planBlock(
  block: { id: BlockId; subType: BlockType; nodes: StoredNode[] },
  speakers: Speakers,
): BlockPlan {
  const runs = toRuns(block.nodes)
  const written = runs.map((run) => run.written).join('')
  const pieces = joinSilentPieces(written, toPieces(runs, speakers), speakers)
  const breaks = shifted(runs, (run, offset) => run.breaks.map((one) => ({ ...one, at: one.at + offset })))
  const phonemes = shifted(runs, (run, offset) =>
    run.phonemes.map((one) => ({ ...one, start: one.start + offset, end: one.end + offset })),
  )
  const leading = breaks.filter((one) => !isSpeakable(written.slice(0, one.at)))
  const following = breaks.slice(leading.length)
  const utterances = pieces.map(({ voiceRefId, start, end }, index) => {
    const { engine, voice, language, settings } = speakers.get(voiceRefId)
    const given = phonemes.filter((one) => one.start >= start && one.end <= end)
    const utterance: Utterance = {
      text: written.slice(start, end),
      phonemes: given.map((one) => ({ ...one, start: one.start - start, end: one.end - start })),
      voice,
      language,
      settings: Object.fromEntries(engine.honours.map((name) => [name, settings[name]])),
    }
    const behind = following.filter((one) => one.at > start && (one.at <= end || index === pieces.length - 1))
    const breakSeconds = behind.reduce((sum, one) => sum + one.seconds, 0)
    return {
      takeKey: takeKeyOf(engine, utterance),
      engineId: engine.id,
      utterance,
      voiceRefId,
      start,
      end,
      breakSeconds,
    }
  })
  return {
    blockId: block.id,
    subType: block.subType,
    written,
    utterances,
    leadingBreakSeconds: leading.reduce((sum, one) => sum + one.seconds, 0),
    warnings: runs.flatMap((run) => run.warnings),
  }
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
    const cuts = run.breaks.map((one) => one.at)
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
