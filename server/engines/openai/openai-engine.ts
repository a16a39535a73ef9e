import { isSpeakable } from '#server/text/speakable.ts'
import { checkUtterance, ignoredPhonemes, ignoredSettings } from '../check-utterance.ts'
import type { Engine, Take, Utterance } from '../engine.ts'
import { firstWords } from '../first-words.ts'
import { plainText } from '../plain-text.ts'
import { type Clock, realClock } from '../remote/clock.ts'
import { readSound } from '../remote/read-sound.ts'
import { openRemoteService, type RemoteCall } from '../remote/remote-service.ts'
import { openVoiceList } from '../remote/voice-list.ts'
import { settingWithin } from '../setting-within.ts'
import { silentTrack } from '../silent-edges.ts'
import { trimSilence } from '../trim-silence.ts'
import { languages } from './languages.ts'
import { type OpenaiVoice, readVoices, standardVoices, toVoices, voiceNamed } from './voices.ts'

export interface OpenaiOptions {
  /** Up to and with `/v1`: `http://localhost:8880/v1`. It may lead to this machine; redirects are not followed. */
  url: string
  key?: string
  model: string
  /** The server's own names of its voices; asked from the server when there are none. */
  voices?: string[]
  /** How many calls are made at once. */
  calls: number
  clock?: Clock
  /** How long a call may take, by the characters it is to speak. */
  secondsFor?: (characterCount: number) => number
}

/**
 * Any server with OpenAI's `POST /v1/audio/speech`: OpenAI, Kokoro-FastAPI, LocalAI, speaches and others. It tells no
 * times. A server that is down stops nothing but the utterances it was to speak.
 */
export function openOpenaiEngine(options: OpenaiOptions): Engine {
  const service = openRemoteService({
    engineId: 'openai',
    variables: { url: 'LECTERN_OPENAI_URL', key: 'LECTERN_OPENAI_KEY', model: 'LECTERN_OPENAI_MODEL' },
    url: options.url,
    headers: options.key ? { authorization: `Bearer ${options.key}` } : {},
    secrets: options.key ? [options.key] : [],
    calls: options.calls,
    clock: options.clock,
    secondsFor: options.secondsFor,
  })
  const given = options.voices?.length ? toVoices(options.voices.map((name) => ({ name }))) : undefined
  const list = openVoiceList<OpenaiVoice>({
    fetch: async (signal) => given ?? readVoices(service, options.model, signal),
    standard: given ?? standardVoices(options.model),
    clock: options.clock ?? realClock,
  })
  return {
    id: 'openai',
    version: 1,
    model: options.model,
    languages,
    hasTimes: false,
    honours: ['speed'],
    speeds: [0.25, 4],
    alphabets: [],
    concurrency: options.calls,
    limits: { characters: 1000 },
    voices: () => list.list(),
    async speak(utterance, signal): Promise<Take> {
      signal.throwIfAborted()
      const known = (await list.listFor(utterance.voice, signal)) ?? [voiceNamed(utterance.voice)]
      const voice = checkUtterance(this, known, utterance)
      const speed = settingWithin(this.id, utterance.settings, 'speed', [0.25, 4])
      const warnings = [...ignoredSettings(this, utterance), ...ignoredPhonemes(this, utterance), ...speed.warnings]
      if (!isSpeakable(utterance.text)) return { track: silentTrack(usualRate), warnings }
      const call = speechCall(utterance, voice, options.model, speed.value)
      const answer = await service.ask(call, signal)
      const sound = readSound(answer)
      if ('fault' in sound) throw service.wrongAnswer(call, sound.fault)
      const { track, isSilent } = trimSilence(sound, undefined)
      if (isSilent) throw service.wrongAnswer(call, 'it answered silence')
      return { track, warnings }
    },
    async close() {
      list.close()
      service.close()
    },
  }
}

/** Hertz; of OpenAI's own voices, and of most others that are served like them. */
const usualRate = 24_000

function speechCall({ text }: Utterance, voice: OpenaiVoice, model: string, speed = 1): RemoteCall {
  const input = plainText(text).trim()
  return {
    path: '/audio/speech',
    body: { model, input, voice: voice.serverName, response_format: 'wav', ...(speed !== 1 && { speed }) },
    doing: `speak "${firstWords(text)}"`,
    characterCount: input.length,
  }
}
