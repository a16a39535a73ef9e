import { isSpeakable } from '#server/text/speakable.ts'
import { checkUtterance } from '../check-utterance.ts'
import type { Engine, EngineVoice, Take, Utterance } from '../engine.ts'
import { firstWords } from '../first-words.ts'
import { plainText } from '../plain-text.ts'
import { type Clock, realClock } from '../remote/clock.ts'
import { openRemoteService, type RemoteCall } from '../remote/remote-service.ts'
import { openVoiceList } from '../remote/voice-list.ts'
import { silentTrack } from '../silent-edges.ts'
import { modelOf } from './models.ts'
import { readAnswer, sampleRate } from './read-answer.ts'
import { requestBody } from './request-body.ts'
import { speedReach } from './voice-settings.ts'
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
    model: options.model,
    languages: model.languages,
    hasTimes: true,
    honours: ['stability', 'similarityBoost', 'style', 'useSpeakerBoost', 'speed'],
    speeds: speedReach,
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
      const { body, warnings } = requestBody(this, options.model, utterance)
      if (!isSpeakable(utterance.text)) return { ...silentTake(utterance.text), warnings }
      const call = speechCall(utterance, body)
      const { body: answer } = await service.ask(call, signal)
      const take = readAnswer(answer, plainText(utterance.text))
      if ('fault' in take) throw service.wrongAnswer(call, take.fault)
      return { ...take, warnings }
    },
    async close() {
      list.close()
      service.close()
    },
  }
}

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
