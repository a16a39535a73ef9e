import type { FastifyRequest } from 'fastify'
import { VoicePath } from '#contract/paths.ts'
import { EditVoiceSettingsResponseModel } from '#contract/status.ts'
import {
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
import { presentSettings, presentVoice } from '../present-voice.ts'
import { type Route, route } from '../route.ts'
import { searchVoices } from '../search-voices.ts'
import { toSettings } from '../to-content.ts'

const tag = 'voices'
const path = '/v1/voices/:voice_id'

const list = route({
  method: 'GET',
  path: '/v1/voices',
  tag,
  summary: 'List all voices',
  differs: 'The voices are those of the engines of this server; all are built in (`premade`).',
  role: 'viewer',
  query: ListVoicesQuery,
  reply: GetVoicesResponseModel,
  async handle({ studio: { db, voices }, request }) {
    const present = await openPresentation(db, request)
    return { voices: voices.list().map(present) }
  },
})

const search = route({
  method: 'GET',
  path: '/v2/voices',
  tag,
  summary: 'Search the voices, a page at a time',
  differs: 'As above. A page never has more voices than `page_size`.',
  role: 'viewer',
  query: SearchVoicesQuery,
  reply: GetVoicesV2ResponseModel,
  async handle({ studio: { db, voices }, query, request }) {
    const present = await openPresentation(db, request)
    const collections = await listCollectionsOfVoices(db)
    const { found, page, nextPageToken } = searchVoices(voices.list(), query, collections)
    return {
      voices: page.map(present),
      has_more: nextPageToken !== null,
      total_count: found,
      next_page_token: nextPageToken,
    }
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

export const voiceRoutes: Route[] = [list, search, getDefaultSettings, get, getSettings, editSettings]

/** Shows voices with their settings and the collections that they are in. */
async function openPresentation(db: Database, request: FastifyRequest): Promise<(voice: Voice) => VoiceResponseModel> {
  const settings = await listVoiceSettings(db)
  const collections = await listCollectionsOfVoices(db)
  return (voice) => presentVoice(voice, request, settings.get(voice.id), collections.get(voice.id))
}
