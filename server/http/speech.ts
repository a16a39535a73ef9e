import type { FastifyRequest } from 'fastify'
import type { EncodingFormat } from '#server/audio/encoding/encoding-format.ts'
import { spend } from '#server/keys/key-usage.ts'
import type { SpeechFile } from '#server/speaking/speech-file.ts'
import {
  countCharacters,
  type SpeechRequest,
  type StartedSpeech,
  speakWhole,
  startSpeech,
} from '#server/speaking/start-speech.ts'
import type { Studio } from '#server/studio.ts'
import { presentSettings } from './answers/present-voice.ts'
import type { Caller } from './entrance/authenticate.ts'
import { toAsker } from './requests/asker.ts'
import { type SpeechFormatName, toSpeechFormat } from './requests/output-format.ts'

interface Asked {
  query: { output_format: SpeechFormatName; enable_logging: boolean }
  caller: Caller
  /** Of what is answered, when it is not that of the format. */
  encoding?: EncodingFormat
  request: FastifyRequest
  /** Aborted when the caller has gone. */
  signal: AbortSignal
}

/** Starts to speak as a request asks, counts it for the key, and answers the pieces and what clients read from every answer that speaks. */
export async function answerSpeech(studio: Studio, speech: SpeechRequest, asked: Asked) {
  const encoding = asked.encoding ?? toSpeechFormat(asked.query.output_format).encoding
  await spend(studio.db, toAsker(asked.caller, studio.config), { characters: countCharacters(speech) })
  const history = toHistory(speech, asked)
  const { pieces, ...said } = await startSpeech(studio, withAsker(speech, asked), { encoding, history }, asked.signal)
  return { pieces, headers: toHeaders(said) }
}

/** Speaks to the end as a request asks, counts it for the key, and answers the file, of which nothing is encoded yet, and the same headers. */
export async function answerWholeSpeech(studio: Studio, speech: SpeechRequest, asked: Asked) {
  const { encoding, isWav } = toSpeechFormat(asked.query.output_format)
  await spend(studio.db, toAsker(asked.caller, studio.config), { characters: countCharacters(speech) })
  const history = toHistory(speech, asked)
  const { file, ...said } = await speakWhole(
    studio,
    withAsker(speech, asked),
    { encoding, isWav, history },
    asked.signal,
  )
  return { file, headers: toHeaders(said) }
}

/** The sound of a whole answer, with its length where that is known. */
export function soundReply({ byteLength, read }: SpeechFile, contentType: string, headers: Record<string, string>) {
  const length = byteLength === undefined ? {} : { 'content-length': String(byteLength) }
  return { contentType, bytes: read(), headers: { ...headers, ...length } }
}

function withAsker(speech: SpeechRequest, { caller }: Asked): SpeechRequest {
  return { ...speech, asker: caller.key }
}

function toHistory(speech: SpeechRequest, { query, request }: Asked) {
  const settings = speech.isDialogue ? null : presentSettings(speech.turns[0]!.settings)
  return query.enable_logging ? { requestId: request.id, outputFormat: query.output_format, settings } : undefined
}

function toHeaders({ characters, historyItemId, warnings }: Omit<StartedSpeech, 'pieces'>): Record<string, string> {
  return {
    'character-cost': String(characters),
    ...(historyItemId && { 'history-item-id': historyItemId }),
    ...(warnings.length > 0 && { 'lectern-warnings': warnings.join(', ') }),
  }
}
