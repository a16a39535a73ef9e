import type { TextToSpeechBody } from '#contract/text-to-speech.ts'
import { decoderDelay, encoderDelay, mp3Layout } from '#server/audio/mp3.ts'
import { mp3InfoFrame } from '#server/audio/mp3-info-frame.ts'
import { wavHeader } from '#server/audio/wav.ts'
import { StudioError } from '#server/base/errors.ts'
import { speakNow } from '#server/converting/speak-now.ts'
import { type CharacterTimes, listSpeechPieces, type SpeechPiece } from '#server/converting/speech-pieces.ts'
import type { Studio } from '#server/studio.ts'
import { countCodePoints } from '#server/text/code-points.ts'
import { getModel } from '#server/voices/models.ts'
import { getVoiceSettings } from '#server/voices/voice-settings.ts'
import type { SpeechFormat } from './output-format.ts'
import { toLocator, toSettings } from './to-content.ts'

/** The hosted service's clients give up after 240 s without an answer. */
const patienceMilliseconds = 230_000

/** Starts to speak what the body says; the pieces come as they are made. */
export async function startSpeech(
  studio: Studio,
  voiceId: string,
  body: TextToSpeechBody,
  format: SpeechFormat,
  callerGone: AbortSignal,
): Promise<AsyncGenerator<SpeechPiece>> {
  const voice = studio.voices.get(voiceId)
  const model = getModel(studio.engines.list(), body.model_id)
  checkLength(body.text, model.characterLimit)
  const timeout = AbortSignal.timeout(patienceMilliseconds)
  const settings = { ...(await getVoiceSettings(studio.db, voiceId)), ...toSettings(body.voice_settings ?? {}) }
  const locators = body.pronunciation_dictionary_locators?.map(toLocator)
  const request = { voice, text: body.text, settings, language: body.language_code ?? undefined, locators }
  const spoken = await speakNow(studio, request, AbortSignal.any([timeout, callerGone]))
  return listSpeechPieces(studio, spoken, format.encoding)
}

/** All pieces as one file, with a head that says how long it is. */
export async function collectSpeech(pieces: AsyncIterable<SpeechPiece>, { encoding, isWav }: SpeechFormat) {
  const all: SpeechPiece[] = []
  for await (const piece of pieces) all.push(piece)
  const sampleCount = all.reduce((sum, piece) => sum + piece.sampleCount, 0)
  const body = Buffer.concat(all.map((piece) => piece.audio))
  const { sampleRate } = encoding
  const head = isWav
    ? wavHeader({ sampleRate, sampleCount })
    : encoding.codec === 'mp3'
      ? mp3InfoFrame({ ...encoding, sampleCount, ...mp3Layout(sampleCount, sampleRate, encoding.bitrateKbps) })
      : Buffer.alloc(0)
  return {
    audio: Buffer.concat([head, body]),
    alignment: presentTimes(all.map((piece) => piece.written)),
    normalizedAlignment: presentTimes(all.map((piece) => piece.spoken)),
  }
}

/** The times of some pieces as the public API has them. @param delaySeconds added to each */
export function presentTimes(times: CharacterTimes[], delaySeconds = 0) {
  return {
    characters: times.flatMap((one) => one.characters),
    character_start_times_seconds: times.flatMap((one) => one.startSeconds.map((at) => at + delaySeconds)),
    character_end_times_seconds: times.flatMap((one) => one.endSeconds.map((at) => at + delaySeconds)),
  }
}

/** A stream has no head, so its player hears the delay of the codec: its times are told as they are heard. */
export function streamDelaySeconds({ encoding }: SpeechFormat): number {
  return encoding.codec === 'mp3' ? (encoderDelay + decoderDelay) / encoding.sampleRate : 0
}

/** What clients read from every answer of text-to-speech. */
export function speechHeaders(body: TextToSpeechBody): Record<string, string> {
  return { 'character-cost': String(countCodePoints(body.text)) }
}

function checkLength(text: string, limit: number): void {
  if (text.length <= limit) return
  const sentence = `The text has ${text.length} characters; this model takes ${limit}.`
  throw new StudioError('text_too_long', sentence, { param: 'text' })
}
