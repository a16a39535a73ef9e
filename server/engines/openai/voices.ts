import { createHash } from 'node:crypto'
import { mapInTurns } from '#server/base/give-way.ts'
import { readJson } from '#server/base/read-json.ts'
import type { EngineVoice } from '../engine.ts'
import { listingVoices, type RemoteService } from '../remote/remote-service.ts'
import { isVoiceText, mostVoices } from '../remote/voice-list.ts'
import { languages } from './languages.ts'

export interface OpenaiVoice extends EngineVoice {
  /** As the server knows it: `af_bella+af_sky`, where our name is `af_bella-af_sky`. */
  serverName: string
}

/** What a server tells of a voice. */
interface ToldVoice {
  name: string
  title?: string
  language?: string
  gender?: string
}

/** Asks the server; one that has no list of voices gets those that OpenAI has. @throws when it does not answer */
export async function readVoices(service: RemoteService, model: string, signal: AbortSignal): Promise<OpenaiVoice[]> {
  const { body } = await service.ask({ path: '/audio/voices', query: { model }, ...listingVoices }, signal)
  const voices = await mapInTurns(eachOnce(toldVoices(await readJson(body.toString()))), toNamedVoice)
  return voices.length > 0 ? voices : standardVoices(model)
}

/** The voice of a name when the server tells nothing of its voices. */
export function voiceNamed(name: string): OpenaiVoice {
  return toVoice({ name }, name)
}

/** Voices under names that can be part of an id; each once. */
export function toVoices(told: ToldVoice[]): OpenaiVoice[] {
  return eachOnce(told).map(toNamedVoice)
}

function eachOnce(told: ToldVoice[]): ToldVoice[] {
  return [...new Map(told.map((one) => [one.name, one])).values()]
}

function toNamedVoice(told: ToldVoice): OpenaiVoice {
  return toVoice(told, nameFor(told.name))
}

/** What an id cannot hold becomes a dash; then a mark of the whole name follows, so that two never become the same. */
function nameFor(serverName: string): string {
  if (/^[A-Za-z0-9][\w-]*$/.test(serverName)) return serverName
  const readable = serverName.replace(/[^\w-]+/g, '-').replace(/^[-_]+|-+$/g, '') || 'voice'
  return `${readable}-${createHash('sha256').update(serverName).digest('hex').slice(0, 6)}`
}

/**
 * The voices that OpenAI has, for servers that do not tell theirs: many take the same names.
 * Source: OpenAI's API reference and guide to text to speech: the older models `tts-1` and `tts-1-hd` have nine of them.
 */
export function standardVoices(model: string): OpenaiVoice[] {
  const newer = model.startsWith('gpt-') ? ['ballad', 'cedar', 'marin', 'verse'] : []
  const names = ['alloy', 'ash', 'coral', 'echo', 'fable', 'nova', 'onyx', 'sage', 'shimmer', ...newer]
  return toVoices(names.map((name) => ({ name })))
}

/**
 * The voices in an answer. Seen so far: `{voices: ['…']}` (older Kokoro-FastAPI), `{voices: [{id, name}]}` (newer), bare
 * arrays of both, `{data: […]}`, `{voices: {name: {…}}}`; a name may be under `id`, `voice_id`, `voice` or `name`.
 */
function toldVoices(answer: unknown): ToldVoice[] {
  const { voices, data, items } = (answer ?? {}) as Record<string, unknown>
  const list = voices ?? data ?? items ?? answer
  if (Array.isArray(list)) return list.slice(0, mostVoices).flatMap((voice) => toldVoice(voice) ?? [])
  if (typeof list !== 'object' || list === null || list === answer) return []
  const named = Object.entries(list).slice(0, mostVoices)
  return named.flatMap(([name, voice]) => (isVoiceText(name) ? { ...toldVoice(voice), name } : []))
}

function toldVoice(voice: unknown): ToldVoice | undefined {
  if (typeof voice === 'string') return isVoiceText(voice) ? { name: voice } : undefined
  if (typeof voice !== 'object' || voice === null) return undefined
  const fields = voice as Record<string, unknown>
  const text = (...names: string[]) => names.map((name) => fields[name]).find(isVoiceText)
  const name = text('id', 'voice_id', 'voice', 'name')
  if (name === undefined) return undefined
  return {
    name,
    title: text('title', 'display_name', 'name'),
    language: text('language', 'locale', 'lang'),
    gender: text('gender'),
  }
}

function toVoice(told: ToldVoice, name: string): OpenaiVoice {
  const kokoro = kokoroVoice(told.name)
  const language = languageOf(told.language) ?? kokoro?.language ?? languageOf(told.name) ?? 'en'
  const gender = told.gender?.toLowerCase() ?? kokoro?.gender
  return {
    name,
    title: told.title ?? told.name.replace(/^[a-z](?=[a-z]+$)/, (letter) => letter.toUpperCase()),
    description: 'Voice of the OpenAI-compatible server that is configured.',
    language,
    labels: { ...(gender && { gender }), ...(kokoro?.accent && { accent: kokoro.accent }) },
    serverName: told.name,
  }
}

/** The first letters of `en`, `en-US`, `en_GB-alan-medium`. */
function languageOf(text = ''): string | undefined {
  const [, code] = /^([a-z]{2})(?:[-_][A-Z]{2}(?![A-Za-z]).*)?$/.exec(text) ?? []
  return code && languages.includes(code) ? code : undefined
}

/** Servers of Kokoro tell names only, but these begin with the language and the gender: `af_heart`, `bm_george`. */
function kokoroVoice(name: string): { language: string; accent?: string; gender: string } | undefined {
  const [, letter, gender] = /^([abefhijpz])([fm])_/.exec(name) ?? []
  if (!letter) return undefined
  return { ...kokoroLanguages[letter]!, gender: gender === 'f' ? 'female' : 'male' }
}

const kokoroLanguages: Record<string, { language: string; accent?: string }> = {
  a: { language: 'en', accent: 'american' },
  b: { language: 'en', accent: 'british' },
  e: { language: 'es' },
  f: { language: 'fr' },
  h: { language: 'hi' },
  i: { language: 'it' },
  j: { language: 'ja' },
  p: { language: 'pt', accent: 'brazilian' },
  z: { language: 'zh' },
}
