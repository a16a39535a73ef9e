import { ListVoicePacksResponse, VoicePackPath, VoicePackResponse } from '#contract/voice-packs.ts'
import type { PackStatus } from '#server/voices/packs/pack-status.ts'
import { type Route, route } from '../route.ts'

const tag = 'voices'
const path = '/lectern/v1/voice-packs/:voice_pack_id'

const list = route({
  method: 'GET',
  path: '/lectern/v1/voice-packs',
  tag,
  summary: 'List the voice packs, installed or not',
  role: 'viewer',
  reply: ListVoicePacksResponse,
  async handle({ studio }) {
    return { voice_packs: (await studio.voicePacks.list()).map(presentVoicePack) }
  },
})

const get = route({
  method: 'GET',
  path,
  tag,
  summary: 'Get a voice pack, and how its installation goes',
  role: 'viewer',
  params: VoicePackPath,
  reply: VoicePackResponse,
  async handle({ studio, params }) {
    return presentVoicePack(await studio.voicePacks.get(params.voice_pack_id))
  },
})

const install = route({
  method: 'POST',
  path,
  tag,
  summary: 'Install a voice pack in the background; after a failure it goes on where it was',
  role: 'admin',
  params: VoicePackPath,
  reply: VoicePackResponse,
  async handle({ studio, params }) {
    return presentVoicePack(await studio.voicePacks.begin(params.voice_pack_id))
  },
})

const remove = route({
  method: 'DELETE',
  path,
  tag,
  summary: 'Remove a voice pack, or stop its installation; what it has spoken is kept',
  role: 'admin',
  params: VoicePackPath,
  reply: VoicePackResponse,
  async handle({ studio, params }) {
    await studio.voicePacks.remove(params.voice_pack_id)
    return presentVoicePack(await studio.voicePacks.get(params.voice_pack_id))
  },
})

export const voicePackRoutes: Route[] = [list, get, install, remove]

function presentVoicePack({ pack, state, bytes, totalBytes, sourceName, error }: PackStatus): VoicePackResponse {
  return {
    voice_pack_id: pack.id,
    title: pack.title,
    description: pack.description,
    engine: pack.engineId,
    languages: pack.languages,
    voice_ids: pack.voiceIds,
    licence: pack.licence,
    licence_note: pack.licenceNote,
    byte_length: totalBytes,
    state,
    progress: totalBytes === 0 ? 1 : bytes / totalBytes,
    source: sourceName,
    error,
  }
}
