import type { FastifyRequest } from 'fastify'
import { VoicePath } from '#contract/paths.ts'
import { EditVoiceSettingsResponseModel } from '#contract/status.ts'
import {
  GetLibraryVoicesResponse,
  GetVoiceAccentsResponse,
  GetVoiceQuery,
  GetVoicesResponseModel,
  GetVoicesV2ResponseModel,
  ListVoicesQuery,
  SearchVoicesQuery,
  VoiceResponseModel,
  VoiceSettingsResponseModel,
} from '#contract/voices.ts'
import { defaultVoiceSettings } from '#server/engines/engine.ts'
import type { Database } from '#server/storage/database.ts'
import type { Voice } from '#server/voices/voice-catalogue.ts'
import { listCollectionsOfVoices } from '#server/voices/voice-collections.ts'
import { editVoiceSettings, getVoiceSettings, listVoiceSettings } from '#server/voices/voice-settings.ts'
import { presentSettings, presentVoice } from '../answers/present-voice.ts'
import { searchVoices } from '../requests/search-voices.ts'
import { toSettings } from '../requests/to-content.ts'
import { type Route, route } from '../route.ts'

const tag = 'voices'
const path = '/v1/voices/:voice_id'

const list = route({
  method: 'GET',
  path: '/v1/voices',
  tag,
  summary: 'List all voices',
  role: 'viewer',
  query: ListVoicesQuery,
  reply: GetVoicesResponseModel,
  async handle({ studio: { db, voices }, request }) {
    const present = await openPresentation(db, request)
    return { voices: voices.listWithOtherIds().map(present) }
  },
})

const search = route({
  method: 'GET',
  path: '/v2/voices',
  tag,
  summary: 'Search the voices, a page at a time',
  role: 'viewer',
  query: SearchVoicesQuery,
  reply: GetVoicesV2ResponseModel,
  async handle({ studio: { db, voices }, query, request }) {
    const collections = await listCollectionsOfVoices(db)
    const present = await openPresentation(db, request, collections)
    // What is found one by one by its id is found by it here too, though no list has it.
    const asked = query.voice_ids && [...new Set(query.voice_ids)].flatMap((id) => voices.find(id) ?? [])
    const { found, page, nextPageToken } = searchVoices(asked ?? voices.listWithOtherIds(), query, collections)
    return {
      voices: page.map(present),
      has_more: nextPageToken !== null,
      total_count: found,
      next_page_token: nextPageToken,
    }
  },
})

const listShared = route({
  method: 'GET',
  path: '/v1/shared-voices',
  tag,
  summary: 'List the voices that others share, of which there are none',
  role: 'viewer',
  reply: GetLibraryVoicesResponse,
  async handle() {
    return { voices: [], has_more: false, total_count: 0, last_sort_id: null }
  },
})

const listAccents = route({
  method: 'GET',
  path: '/v1/voices/accents',
  tag,
  summary: 'List the accents of the voices',
  role: 'viewer',
  reply: GetVoiceAccentsResponse,
  async handle({ studio: { voices } }) {
    const all = voices
      .list()
      .flatMap(({ language, labels: { accent } }) => (accent ? [toAccent(language, accent)] : []))
    return { accents: [...new Map(all.map((one) => [one.code, one])).values()] }
  },
})

const getDefaultSettings = route({
  method: 'GET',
  path: '/v1/voices/settings/default',
  tag,
  summary: 'Get the settings of a voice that has none of its own',
  role: 'viewer',
  reply: VoiceSettingsResponseModel,
  async handle() {
    return presentSettings(defaultVoiceSettings)
  },
})

const get = route({
  method: 'GET',
  path,
  tag,
  summary: 'Get a voice',
  role: 'viewer',
  params: VoicePath,
  query: GetVoiceQuery,
  reply: VoiceResponseModel,
  async handle({ studio: { db, voices }, params, request }) {
    const voice = voices.get(params.voice_id)
    return (await openPresentation(db, request))(voice)
  },
})

const getSettings = route({
  method: 'GET',
  path: `${path}/settings`,
  tag,
  summary: 'Get the settings of a voice',
  role: 'viewer',
  params: VoicePath,
  reply: VoiceSettingsResponseModel,
  async handle({ studio: { db, voices }, params }) {
    return presentSettings(await getVoiceSettings(db, voices.get(params.voice_id).id))
  },
})

const editSettings = route({
  method: 'POST',
  path: `${path}/settings/edit`,
  tag,
  summary: 'Change the settings that new projects and requests give to a voice',
  role: 'editor',
  params: VoicePath,
  body: VoiceSettingsResponseModel,
  reply: EditVoiceSettingsResponseModel,
  async handle({ studio: { db, voices }, params, body }) {
    await editVoiceSettings(db, voices.get(params.voice_id).id, toSettings(body))
    return { status: 'ok' as const }
  },
})

export const voiceRoutes: Route[] = [
  list,
  search,
  listShared,
  listAccents,
  getDefaultSettings,
  get,
  getSettings,
  editSettings,
]

function toAccent(language: string, accent: string) {
  const name = accent.charAt(0).toUpperCase() + accent.slice(1)
  return { accent, language, code: `${language}-${accent.toLowerCase()}`, name }
}

/** Shows voices with their settings and the collections that they are in. */
async function openPresentation(
  db: Database,
  request: FastifyRequest,
  known?: Map<string, string[]>,
): Promise<(voice: Voice) => VoiceResponseModel> {
  const settings = await listVoiceSettings(db)
  const collections = known ?? (await listCollectionsOfVoices(db))
  return (voice) => presentVoice(voice, request, settings.get(voice.id), collections.get(voice.id))
}
