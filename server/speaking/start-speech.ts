import type { Encoders } from '#server/audio/encoding/encoders.ts'
import type { EncodingFormat } from '#server/audio/encoding/encoding-format.ts'
import type { Events } from '#server/events/events.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { countCodePoints } from '#server/text/code-points.ts'
import { type SpeakRequest, type SpokenText, speakNow } from './speak-now.ts'
import { finishSpeech, type SpeechFile, type SpeechFileFormat } from './speech-file.ts'
import { type HistoryItem, insertHistoryItem, newHistoryItemId } from './speech-history.ts'
import { listSpeechPieces, type SpeechPiece } from './speech-pieces.ts'

type Needs = { db: Database; files: FileStore; jobs: Jobs; events: Events; encoders: Encoders }

/** A speech that somebody asks for. */
export interface SpeechRequest extends SpeakRequest {
  isDialogue: boolean
  modelId: string
}

/** How it is to be given, and what the history is to tell of it. */
export interface SpeechOptions {
  encoding: EncodingFormat
  /** Undefined: it is not kept. */
  history?: Pick<HistoryItem, 'requestId' | 'outputFormat' | 'settings'>
}

/** A speech that has begun. */
export interface StartedSpeech {
  /** They come as they are made. */
  pieces: AsyncGenerator<SpeechPiece>
  /** Written code points. */
  characters: number
  /** Codes of what is not spoken as it is written, each once. */
  warnings: string[]
  /** Where it is kept in the history, if it is. */
  historyItemId?: HistoryItem['id']
}

/**
 * Starts to speak. What was spoken to its end is in the history by the time its last piece is given away.
 * @param caller aborted when the caller has gone
 * @throws StudioError `empty_text`, `pronunciation_dictionary_not_found`
 */
export async function startSpeech(
  needs: Needs,
  speech: SpeechRequest,
  { encoding, history }: SpeechOptions,
  caller: AbortSignal,
): Promise<StartedSpeech> {
  const spoken = await speakNow(needs, speech, caller)
  const pieces = listSpeechPieces(needs, spoken, encoding)
  const told = { characters: countCharacters(speech), warnings: spoken.warnings }
  if (!history) return { pieces, ...told }
  const item = toHistoryItem(speech, spoken, history)
  const keep = () => insertHistoryItem(needs.db, item)
  return { pieces: beforeLast(pieces, keep), ...told, historyItemId: item.id }
}

/** A speech that is spoken to its end, and kept in the history if it is to be. */
export interface WholeSpeech extends Omit<StartedSpeech, 'pieces'> {
  file: SpeechFile
}

/** Speaks to the end. @throws StudioError as `startSpeech`, and what the engine says */
export async function speakWhole(
  needs: Needs,
  speech: SpeechRequest,
  { history, ...format }: SpeechOptions & SpeechFileFormat,
  caller: AbortSignal,
): Promise<WholeSpeech> {
  const spoken = await speakNow(needs, speech, caller)
  const file = await finishSpeech(needs, spoken, format)
  const told = { characters: countCharacters(speech), warnings: spoken.warnings }
  if (!history) return { file, ...told }
  const item = toHistoryItem(speech, spoken, history)
  await insertHistoryItem(needs.db, item)
  return { file, ...told, historyItemId: item.id }
}

function toHistoryItem(
  speech: SpeechRequest,
  { plan }: SpokenText,
  history: NonNullable<SpeechOptions['history']>,
): HistoryItem {
  const { turns, isDialogue, modelId } = speech
  const createdAt = new Date()
  const { voice } = turns[0]!
  return {
    ...history,
    id: newHistoryItemId(createdAt),
    createdAt,
    modelId,
    voiceId: isDialogue ? null : voice.id,
    voiceName: isDialogue ? null : voice.title,
    text: turns.map((turn) => turn.text).join(isDialogue ? '\n' : ''),
    characters: countCharacters(speech),
    dialogue: isDialogue ? turns.map(toHistoryTurn) : null,
    plan,
  }
}

function toHistoryTurn({ voice, text }: SpeechRequest['turns'][number]) {
  return { text, voiceId: voice.id, voiceName: voice.title }
}

export function countCharacters({ turns }: Pick<SpeechRequest, 'turns'>): number {
  return turns.reduce((sum, turn) => sum + countCodePoints(turn.text), 0)
}

/** Does something when all has gone well, before the last piece is given away. */
async function* beforeLast(pieces: AsyncIterable<SpeechPiece>, act: () => Promise<void>): AsyncGenerator<SpeechPiece> {
  for await (const piece of pieces) {
    if (piece.isLast) await act()
    yield piece
  }
}
