import { z } from 'zod'
import { openTurn } from '#server/base/give-way.ts'
import { readJson } from '#server/base/read-json.ts'
import type { EngineVoice } from '../engine.ts'
import { listingVoices, type RemoteService } from '../remote/remote-service.ts'
import { isVoiceText, mostVoiceCharacters, mostVoices } from '../remote/voice-list.ts'

const text = z.string().max(mostVoiceCharacters).nullish().catch(undefined)
const description = z.string().max(1_000).nullish().catch(undefined)
// Neither a list nor an object is gone through when it is checked: of what a service sends too much, not all is read.
const list = z.custom<unknown[]>(Array.isArray)
const fields = z.custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null)
const ToldVoice = z.object({
  voice_id: z.string().max(mostVoiceCharacters),
  name: text,
  description,
  category: text,
  labels: fields.nullish().catch(undefined),
  verified_languages: list.nullish().catch(undefined),
})
const ToldLanguage = z.object({ language: text })
const Page = z.object({
  voices: list,
  has_more: z.boolean().nullish(),
  next_page_token: z.string().nullish(),
})

/** So that a service whose pages have no end is asked no more. */
const mostPages = 50
/** So much of a page is looked at, of which a hundred voices were asked; and so many languages of a voice. */
const mostOfPage = 2 * mostVoices
const mostLanguages = 100

/** All voices of the account, page by page, under their own ids. @throws when the service does not answer as it should */
export async function readVoices(
  service: RemoteService,
  languages: string[],
  signal: AbortSignal,
): Promise<EngineVoice[]> {
  const voices = new Map<string, EngineVoice>()
  const giveWay = openTurn()
  let token: string | null | undefined
  for (let page = 0; page < mostPages; page++) {
    const query = { page_size: '100', ...(token && { next_page_token: token }) }
    const { body } = await service.ask({ path: '/v2/voices', query, ...listingVoices }, signal)
    const answer = Page.parse(await readJson(body.toString()))
    for (const one of answer.voices.slice(0, mostOfPage)) {
      if (voices.size < mostVoices) addVoice(voices, one, languages)
      await giveWay()
    }
    token = answer.next_page_token
    if (!answer.has_more || !token || voices.size === mostVoices) break
  }
  return [...voices.values()]
}

/** The voice of an id when the service tells nothing of its voices. */
export function voiceNamed(id: string): EngineVoice {
  return { name: id, title: id, description: 'Voice of the hosted service.', language: 'en', labels: {} }
}

/** A voice that cannot be read is left out; the others are not worse for it. */
function addVoice(voices: Map<string, EngineVoice>, one: unknown, languages: string[]): void {
  const { data: told } = ToldVoice.safeParse(one)
  if (!told || !/^[A-Za-z0-9][\w-]*$/.test(told.voice_id)) return
  voices.set(told.voice_id, toVoice(told, languages))
}

function toVoice(told: z.infer<typeof ToldVoice>, languages: string[]): EngineVoice {
  const labels = told.labels ?? {}
  const label = (...names: string[]) => names.map((name) => labels[name]).find(isVoiceText)
  const found = { accent: label('accent'), gender: label('gender'), age: label('age') }
  const more = { use_case: label('use_case', 'use case'), descriptive: label('descriptive', 'description') }
  return {
    name: told.voice_id,
    title: told.name || told.voice_id,
    description: told.description || `Voice of the hosted service${told.category ? ` (${told.category})` : ''}.`,
    language: languageOf([label('language'), ...languagesOf(told.verified_languages ?? [])], languages),
    labels: Object.fromEntries(Object.entries({ ...found, ...more }).filter(([, value]) => value !== undefined)),
  }
}

function languagesOf(told: unknown[]) {
  return told.slice(0, mostLanguages).map((one) => ToldLanguage.safeParse(one).data?.language)
}

/** The first that the model speaks, else English. */
function languageOf(told: (string | null | undefined)[], languages: string[]): string {
  const codes = told.map((one) => (one === 'fil' ? 'tl' : one?.toLowerCase().slice(0, 2)))
  const isCode = (at: number) => /^(?:fil|[a-z]{2}(?:[-_].*)?)$/i.test(told[at] ?? '')
  return codes.find((code, at): code is string => isCode(at) && languages.includes(code!)) ?? 'en'
}
