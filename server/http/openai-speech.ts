import type { FastifyRequest } from 'fastify'
import type {
  CaptionedSpeechBody,
  OpenaiSpeechBody,
  OpenaiSpeechEvent,
  OpenaiSpeechFormat,
} from '#contract/openai-speech.ts'
import { samplesPerAacFrame } from '#server/audio/encoding/aac.ts'
import type { EncodingFormat } from '#server/audio/encoding/encoding-format.ts'
import { streamAac, streamFlac, withHead } from '#server/audio/encoding/streamed-files.ts'
import { wavStreamHeader } from '#server/audio/encoding/wav.ts'
import { StudioError } from '#server/base/errors.ts'
import type { SpeechPiece } from '#server/speaking/speech-pieces.ts'
import type { SpeechRequest } from '#server/speaking/start-speech.ts'
import type { Studio } from '#server/studio.ts'
import { getVoiceByName } from '#server/voices/voice-by-name.ts'
import { getVoiceSettings } from '#server/voices/voice-settings.ts'
import { collectWords, toCaptionedLines, writeCaptioned } from './answers/captioned-speech.ts'
import { onlyAudio, streamDelaySeconds } from './answers/present-speech.ts'
import { type BytesReply, jsonType } from './answers/send-bytes.ts'
import type { Caller } from './entrance/authenticate.ts'
import { type SpeechFormatName, toSpeechFormat } from './requests/output-format.ts'
import { answerSpeech } from './speech.ts'

interface Format {
  /** As the history says it, where it is heard again. */
  name: SpeechFormatName
  contentType: string
  /** Of each piece, where the name does not say it. */
  encoding?: EncodingFormat
  /** How much later its player hears it, where that is not told by the encoding. */
  delaySeconds?: number
  /** Makes a file of the pieces that can be played while it comes. */
  toFile?: (pieces: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>
}

/** At 24 kHz, as clients take it for granted. */
const sampleRate = 24_000
/** Of AAC: as much as speech at that rate gains from. */
const aacBitrateKbps = 64

const formats: Record<OpenaiSpeechFormat, Format> = {
  mp3: { name: 'mp3_24000_128', contentType: 'audio/mpeg' },
  opus: { name: 'opus_48000_64', contentType: 'audio/opus' },
  aac: {
    name: 'pcm_24000',
    contentType: 'audio/aac',
    toFile: (pieces) => streamAac(pieces, aacBitrateKbps, sampleRate),
    delaySeconds: samplesPerAacFrame / sampleRate,
  },
  flac: {
    name: 'pcm_24000',
    contentType: 'audio/flac',
    encoding: { codec: 'flac', sampleRate },
    toFile: (pieces) => streamFlac(pieces, sampleRate),
  },
  wav: {
    name: 'pcm_24000',
    contentType: 'audio/wav',
    toFile: (pieces) => withHead(wavStreamHeader(sampleRate), pieces),
  },
  pcm: { name: 'pcm_24000', contentType: 'audio/pcm' },
}

export const openaiSpeechTypes = [...Object.values(formats).map(({ contentType }) => contentType), 'text/event-stream']

/** Nothing between us and the client is to collect the sound, pack it, or keep it. */
const streamed = { 'x-accel-buffering': 'no', 'cache-control': 'no-cache, no-transform' }

interface Asking {
  caller: Caller
  request: FastifyRequest
  signal: AbortSignal
}

/**
 * Speaks as OpenAI's API does: the sound as it comes, or as events.
 * @throws StudioError `voice_not_found`
 */
export async function answerOpenaiSpeech(studio: Studio, body: OpenaiSpeechBody, asked: Asking): Promise<BytesReply> {
  const { pieces, toSound, contentType, headers } = await startOpenaiSpeech(studio, body, asked)
  const sound = toSound(pieces)
  if (body.stream_format !== 'sse') return { contentType, bytes: sound, headers }
  return { contentType: 'text/event-stream', bytes: toEvents(sound, body.input.length), headers }
}

/**
 * Speaks a text with the times of its words, as Kokoro-FastAPI does: in one answer, or a line for each piece of sound.
 * @throws StudioError `voice_not_found`
 */
export async function answerCaptionedSpeech(
  studio: Studio,
  { stream, return_timestamps, ...body }: CaptionedSpeechBody,
  asked: Asking,
): Promise<BytesReply> {
  const { pieces, toSound, contentType, headers, delaySeconds } = await startOpenaiSpeech(studio, body, asked)
  const heard = collectWords(pieces, delaySeconds)
  const captioned = {
    sound: toSound(heard.pieces),
    audioFormat: contentType,
    takeWords: return_timestamps === false ? () => [] : heard.takeWords,
  }
  const bytes = stream === false ? writeCaptioned(captioned) : toCaptionedLines(captioned)
  return { contentType: jsonType, bytes, headers }
}

async function startOpenaiSpeech(studio: Studio, body: OpenaiSpeechBody, asked: Asking) {
  const { name: output_format, contentType, toFile, ...format } = formats[body.response_format ?? 'mp3']
  const encoding = format.encoding ?? toSpeechFormat(output_format).encoding
  const speech = await toRequest(studio, body)
  const query = { output_format, enable_logging: true }
  const { pieces, headers } = await answerSpeech(studio, speech, { ...asked, query, encoding }).catch((error) => {
    if (!isEmptyText(error)) throw error
    return { pieces: listSilence(studio, encoding), headers: {} }
  })
  return {
    pieces,
    toSound: (some: AsyncIterable<SpeechPiece>) => (toFile ? toFile(onlyAudio(some)) : onlyAudio(some)),
    contentType,
    headers: { ...headers, ...streamed, 'x-request-id': asked.request.id },
    delaySeconds: format.delaySeconds ?? streamDelaySeconds({ encoding }),
  }
}

async function toRequest(studio: Studio, { input, model, voice: asked, speed, language }: OpenaiSpeechBody) {
  const name = typeof asked === 'object' ? asked?.id : asked
  const { voices } = studio
  const voice = name ? getVoiceByName(voices, name) : voices.get(voices.defaultVoiceId)
  const settings = { ...(await getVoiceSettings(studio.db, voice.id)), ...(speed != null && { speed }) }
  const request: SpeechRequest = {
    turns: [{ voice, settings, text: input }],
    isDialogue: false,
    modelId: model || voice.engine.id,
    language: language || undefined,
  }
  return request
}

/** Programs try a key with a text such as `.`: it has a sound, though none of a voice. */
function isEmptyText(error: unknown): boolean {
  return error instanceof StudioError && error.code === 'empty_text'
}

const silenceSeconds = 0.2

async function* listSilence({ encoders }: Studio, encoding: EncodingFormat): AsyncGenerator<SpeechPiece> {
  using encoder = encoders.open(encoding)
  yield { audio: await encoder.silence(encoding.sampleRate * silenceSeconds) }
  yield { audio: await encoder.finish() }
}

/** Tokens are not what is counted here: the characters of the text stand in their place. */
async function* toEvents(sound: AsyncIterable<Uint8Array>, characters: number): AsyncGenerator<Uint8Array> {
  const write = (event: OpenaiSpeechEvent) => Buffer.from(`data: ${JSON.stringify(event)}\n\n`)
  for await (const piece of sound) {
    if (piece.length > 0) yield write({ type: 'speech.audio.delta', audio: Buffer.from(piece).toString('base64') })
  }
  const usage = { input_tokens: characters, output_tokens: 0, total_tokens: characters }
  yield write({ type: 'speech.audio.done', usage })
}
