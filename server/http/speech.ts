import type { FastifyRequest } from 'fastify'
import type { OutputFormat } from '#contract/text-to-speech.ts'
import { StudioError } from '#server/base/errors.ts'
import { type SpokenText, speakNow } from '#server/converting/speak-now.ts'
import { listSpeechPieces, type SpeechPiece } from '#server/converting/speech-pieces.ts'
import { type HistoryItem, insertHistoryItem, newHistoryItemId } from '#server/history/speech-history.ts'
import type { Studio } from '#server/studio.ts'
import { countCodePoints } from '#server/text/code-points.ts'
import { toSpeechFormat } from './output-format.ts'
import { presentSettings } from './present-voice.ts'
import type { SpeechRequest } from './speech-request.ts'

/** The hosted service's clients give up after 240 s without an answer. */
const patienceMilliseconds = 230_000

/** Aborted with `engine_timeout` when no caller waits any longer; what `AbortSignal.timeout` throws tells nothing. */
export function outOfPatience(): AbortSignal {
  const controller = new AbortController()
  const sentence = `The text was not spoken within ${patienceMilliseconds / 1_000} seconds.`
  setTimeout(() => controller.abort(new StudioError('engine_timeout', sentence)), patienceMilliseconds).unref()
  return controller.signal
}

interface Asked {
  query: { output_format: OutputFormat; enable_logging: boolean }
  request: FastifyRequest
  /** Aborted when the caller has gone. */
  signal: AbortSignal
}

/** A speech that has begun. */
export interface StartedSpeech {
  /** They come as they are made. */
  pieces: AsyncGenerator<SpeechPiece>
  /** What clients read from every answer that speaks. */
  headers: Record<string, string>
}

/**
 * Starts to speak. What was spoken to its end is in the history by the time its last piece is sent.
 * @throws StudioError `empty_text`, `pronunciation_dictionary_not_found`
 */
export async function startSpeech(
  studio: Studio,
  speech: SpeechRequest,
  { query, request, signal }: Asked,
): Promise<StartedSpeech> {
  const spoken = await speakNow(studio, speech, AbortSignal.any([outOfPatience(), signal]))
  const pieces = listSpeechPieces(studio, spoken, toSpeechFormat(query.output_format).encoding)
  const cost = { 'character-cost': String(countCharacters(speech)) }
  if (!query.enable_logging) return { pieces, headers: cost }
  const item = toHistoryItem(speech, spoken, query.output_format, request.id)
  const keep = () => insertHistoryItem(studio.db, item)
  return { pieces: beforeLast(pieces, keep), headers: { ...cost, 'history-item-id': item.id } }
}

function toHistoryItem(
  { turns, isDialogue, modelId }: SpeechRequest,
  { plan }: SpokenText,
  outputFormat: string,
  requestId: string,
): HistoryItem {
  const createdAt = new Date()
  const { voice, settings } = turns[0]!
  return {
    id: newHistoryItemId(createdAt),
    requestId,
    createdAt,
    modelId,
    voiceId: isDialogue ? null : voice.id,
    voiceName: isDialogue ? null : voice.title,
    text: turns.map((turn) => turn.text).join(isDialogue ? '\n' : ''),
    characters: countCharacters({ turns }),
    outputFormat,
    settings: isDialogue ? null : presentSettings(settings),
    dialogue: isDialogue ? turns.map(toHistoryTurn) : null,
    plan,
  }
}

function toHistoryTurn({ voice, text }: SpeechRequest['turns'][number]) {
  return { text, voiceId: voice.id, voiceName: voice.title }
}

function countCharacters({ turns }: Pick<SpeechRequest, 'turns'>): number {
  return turns.reduce((sum, turn) => sum + countCodePoints(turn.text), 0)
}

/** Does something when all has gone well, before the last piece is given away. */
async function* beforeLast(pieces: AsyncIterable<SpeechPiece>, act: () => Promise<void>): AsyncGenerator<SpeechPiece> {
  for await (const piece of pieces) {
    if (!piece.times) await act()
    yield piece
  }
}
