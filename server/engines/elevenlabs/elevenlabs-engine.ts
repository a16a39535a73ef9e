import { createHash } from 'node:crypto'
import { z } from 'zod'
import { isSpeakable } from '#server/text/speakable.ts'
import { checkUtterance, ignoredPhonemes } from '../check-utterance.ts'
import type { Engine, EngineVoice, Take, Utterance, Warning } from '../engine.ts'
import { firstWords } from '../first-words.ts'
import { plainText } from '../plain-text.ts'
import { type Clock, realClock } from '../remote/clock.ts'
import { readSound } from '../remote/read-sound.ts'
import { openRemoteService, type RemoteAnswer, type RemoteCall } from '../remote/remote-service.ts'
import { openVoiceList } from '../remote/voice-list.ts'
import { silentTrack } from '../silent-edges.ts'
import { trimSilence } from '../trim-silence.ts'
import { type ElevenlabsModel, modelOf } from './models.ts'
import { placePhonemeTags, withoutTags } from './phoneme-tags.ts'
import { readTimes } from './read-times.ts'
import { settleTimes } from './settle-times.ts'
import { voiceSettings } from './voice-settings.ts'
import { readVoices, voiceNamed } from './voices.ts'

export interface ElevenlabsOptions {
  /** Without a path: `https://api.elevenlabs.io`. It may lead to this machine; redirects are not followed. */
  url: string
  key: string
  model: string
  /** How many calls are made at once. */
  calls: number
  clock?: Clock
  /** How long a call may take, by the characters it is to speak. */
  secondsFor?: (characterCount: number) => number
}

/** The hosted service, with the key of whoever runs the studio, through the routes that tell the time of each character. */
export function openElevenlabsEngine(options: ElevenlabsOptions): Engine {
  const service = openRemoteService({
    engineId: 'elevenlabs',
    variables: { url: 'LECTERN_ELEVENLABS_URL', key: 'LECTERN_ELEVENLABS_KEY', model: 'LECTERN_ELEVENLABS_MODEL' },
    url: options.url,
    headers: { 'xi-api-key': options.key },
    secrets: [options.key],
    calls: options.calls,
    clock: options.clock,
    secondsFor: options.secondsFor,
  })
  const model = modelOf(options.model)
  const list = openVoiceList<EngineVoice>({
    fetch: (signal) => readVoices(service, model.languages, signal),
    standard: [],
    clock: options.clock ?? realClock,
  })
  return {
    id: 'elevenlabs',
    version: 1,
    languages: model.languages,
    hasTimes: true,
    honours: ['stability', 'similarityBoost', 'style', 'useSpeakerBoost', 'speed'],
    alphabets: model.takesPhonemes ? ['ipa', 'cmu-arpabet'] : [],
    concurrency: options.calls,
    usesSeed: true,
    usesContext: model.takesContext,
    limits: { characters: 1000 },
    voices: () => list.list(),
    async speak(utterance, signal): Promise<Take> {
      signal.throwIfAborted()
      const known = (await list.listFor(utterance.voice, signal)) ?? [voiceNamed(utterance.voice)]
      checkUtterance(this, known, utterance)
      const { body, warnings } = bodyFor(this, options.model, model, utterance)
      if (!isSpeakable(utterance.text)) return { ...silentTake(utterance.text), warnings }
      const call = speechCall(utterance, body)
      const answer = await service.ask(call, signal)
      const take = readTake(answer, plainText(utterance.text))
      if ('fault' in take) throw service.wrongAnswer(call, take.fault)
      return { ...take, warnings }
    },
    async close() {
      list.close()
      service.close()
    },
  }
}

/** Hertz; the best that every account may ask for. */
const sampleRate = 24_000

function silentTake(text: string): Pick<Take, 'track' | 'alignment'> {
  const times = { startSamples: new Uint32Array(text.length), endSamples: new Uint32Array(text.length) }
  return { track: silentTrack(sampleRate), alignment: { ...times, source: 'native' } }
}

function speechCall({ text, voice }: Utterance, body: object): RemoteCall {
  return {
    path: `/v1/text-to-speech/${encodeURIComponent(voice)}/with-timestamps`,
    query: { output_format: `pcm_${sampleRate}` },
    body,
    doing: `speak "${firstWords(text)}"`,
    characterCount: text.length,
  }
}

/** What the service is asked, and what of the utterance it cannot be asked. */
function bodyFor(engine: Engine, id: string, model: ElevenlabsModel, utterance: Utterance) {
  const { context, language } = utterance
  const clean = { ...utterance, text: plainText(utterance.text) }
  const tagged = model.takesPhonemes
    ? placePhonemeTags(clean)
    : { text: withoutTags(clean.text), warnings: ignoredPhonemes(engine, utterance) }
  const settings = voiceSettings(engine.id, model, utterance.settings)
  const warnings: Warning[] = [...settings.warnings, ...tagged.warnings]
  const body = {
    text: tagged.text.trim(),
    model_id: id,
    seed: seedOf(utterance),
    ...(settings.told && { voice_settings: settings.told }),
    ...(model.takesLanguage && { language_code: language }),
    ...(model.takesContext && context?.before && { previous_text: plainText(context.before) }),
    ...(model.takesContext && context?.after && { next_text: plainText(context.after) }),
  }
  return { body, warnings }
}

/** Without a seed one is made of what is said, so that a second try gives the same sound. The service takes 32 bits. */
function seedOf({ seed, text, voice }: Utterance): number {
  if (seed !== undefined) return seed >>> 0
  return createHash('sha256').update(`${voice}\n${text}`).digest().readUInt32BE(0)
}

const Times = z.object({
  characters: z.array(z.string()),
  character_start_times_seconds: z.array(z.unknown()),
  character_end_times_seconds: z.array(z.unknown()),
})
const Answer = z.object({ audio_base64: z.string(), alignment: Times.nullish().catch(undefined) })

/** Without times when those that came are not to be believed: others find them from the sound. */
function readTake({ body }: RemoteAnswer, text: string): Pick<Take, 'track' | 'alignment'> | { fault: string } {
  const told = Answer.safeParse(parseJson(body.toString())).data
  if (!told) return { fault: 'it answered something else than sound with times' }
  const contentType = `audio/pcm; rate=${sampleRate}`
  const sound = readSound({ body: Buffer.from(told.audio_base64, 'base64'), contentType })
  if ('fault' in sound) return sound
  const times = told.alignment ? readTimes(told.alignment, text, sound) : undefined
  const { track, alignment, isSilent } = trimSilence(sound, times)
  if (isSilent) return { fault: 'it answered silence' }
  return { track, alignment: alignment && settleTimes(alignment, text, track) }
}

function parseJson(text: string): unknown {
  for (const json of [text, text.replace(numberThatIsNone, '$1null')]) {
    try {
      return JSON.parse(json)
    } catch {}
  }
  return undefined
}

/** Python writes it into lists of numbers, though JSON has no such word. */
const numberThatIsNone = /([[,]\s*)-?(?:NaN|Infinity)\b/g
