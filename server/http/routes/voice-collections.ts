import { VoiceCollectionPath, VoiceMembershipPath } from '#contract/paths.ts'
import {
  CreateVoiceCollectionBody,
  DeleteUserVoiceCollectionResponseModel,
  GetUserVoiceCollectionsResponseModel,
  UpdateVoiceCollectionBody,
  UserVoiceCollectionResponseModel,
  VoiceCollectionMembershipResponseModel,
} from '#contract/voice-collections.ts'
import type { Role } from '#server/storage/schema.ts'
import {
  addVoiceCollection,
  deleteVoiceCollection,
  editVoiceCollection,
  getVoiceCollection,
  listVoiceCollections,
  putIntoCollection,
  takeOutOfCollection,
  type VoiceCollection,
} from '#server/voices/voice-collections.ts'
import { type Route, route } from '../route.ts'

const tag = 'voices'
const path = '/v1/voices/collections/:collection_id'

const list = route({
  method: 'GET',
  path: '/v1/voices/collections',
  tag,
  summary: 'List the collections of voices, oldest first',
  role: 'viewer',
  reply: GetUserVoiceCollectionsResponseModel,
  async handle({ studio: { db }, caller }) {
    const collections = (await listVoiceCollections(db)).map((one) => presentCollection(one, caller.role))
    return { collections }
  },
})

const create = route({
  method: 'POST',
  path: '/v1/voices/collections',
  tag,
  summary: 'Create a collection of voices',
  role: 'editor',
  body: CreateVoiceCollectionBody,
  reply: UserVoiceCollectionResponseModel,
  async handle({ studio: { db }, body, caller }) {
    return presentCollection(await addVoiceCollection(db, body), caller.role)
  },
})

const get = route({
  method: 'GET',
  path,
  tag,
  summary: 'Get a collection of voices; GET /v2/voices lists what is in it',
  role: 'viewer',
  params: VoiceCollectionPath,
  reply: UserVoiceCollectionResponseModel,
  async handle({ studio: { db }, params, caller }) {
    return presentCollection(await getVoiceCollection(db, params.collection_id), caller.role)
  },
})

const update = route({
  method: 'PATCH',
  path,
  tag,
  summary: 'Change the title or icon of a collection of voices',
  role: 'editor',
  params: VoiceCollectionPath,
  body: UpdateVoiceCollectionBody,
  reply: UserVoiceCollectionResponseModel,
  async handle({ studio: { db }, params, body, caller }) {
    const changes = { title: body?.title ?? undefined, icon: body?.icon ?? undefined }
    return presentCollection(await editVoiceCollection(db, params.collection_id, changes), caller.role)
  },
})

const remove = route({
  method: 'DELETE',
  path,
  tag,
  summary: 'Delete a collection; the voices in it stay',
  role: 'editor',
  params: VoiceCollectionPath,
  reply: DeleteUserVoiceCollectionResponseModel,
  async handle({ studio: { db }, params }) {
    await deleteVoiceCollection(db, params.collection_id)
    return { collection_id: params.collection_id }
  },
})

const addVoice = route({
  method: 'POST',
  path: `${path}/voice/:voice_id`,
  tag,
  summary: 'Put a voice into a collection',
  role: 'editor',
  params: VoiceMembershipPath,
  reply: VoiceCollectionMembershipResponseModel,
  async handle({ studio: { db, voices }, params }) {
    await putIntoCollection(db, params.collection_id, voices.get(params.voice_id).id)
    return params
  },
})

const removeVoice = route({
  method: 'DELETE',
  path: `${path}/voice/:voice_id`,
  tag,
  summary: 'Take a voice out of a collection, also one that has gone with its engine',
  role: 'editor',
  params: VoiceMembershipPath,
  reply: VoiceCollectionMembershipResponseModel,
  async handle({ studio: { db }, params }) {
    await takeOutOfCollection(db, params.collection_id, params.voice_id)
    return params
  },
})

export const voiceCollectionRoutes: Route[] = [list, create, get, update, remove, addVoice, removeVoice]

function presentCollection({ id, title, icon }: VoiceCollection, accessLevel: Role) {
  return { collection_id: id, title, icon, permission_on_resource: accessLevel }
}
