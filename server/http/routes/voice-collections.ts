import { VoiceCollectionPath, VoiceMembershipPath } from '#contract/paths.ts'
import {
  CreateVoiceCollectionBody,
  DeleteUserVoiceCollectionResponseModel,
  GetUserVoiceCollectionsResponseModel,
  UpdateVoiceCollectionBody,
  UserVoiceCollectionResponseModel,
  VoiceCollectionMembershipResponseModel,
} from '#contract/voice-collections.ts'
import { StudioError } from '#server/base/errors.ts'
import { type Route, route } from '../route.ts'

// There are no collections of voices here: the list is empty, none can be made, and any other is not found.

const tag = 'voices'
const path = '/v1/voices/collections/:collection_id'

const list = route({
  method: 'GET',
  path: '/v1/voices/collections',
  tag,
  summary: 'List the collections of voices, of which there are none',
  differs: 'Always empty: this server has no collections of voices.',
  role: 'viewer',
  reply: GetUserVoiceCollectionsResponseModel,
  async handle() {
    return { collections: [] }
  },
})

const create = route({
  method: 'POST',
  path: '/v1/voices/collections',
  tag,
  summary: 'Create a collection of voices: refused',
  served: 'not',
  differs: 'This server has no collections of voices.',
  role: 'editor',
  body: CreateVoiceCollectionBody,
  reply: UserVoiceCollectionResponseModel,
  async handle() {
    throw new StudioError('feature_not_available', 'This server has no collections of voices.')
  },
})

const get = route({
  method: 'GET',
  path,
  tag,
  summary: 'Get a collection of voices, of which there are none',
  served: 'not',
  differs: 'This server has no collections of voices.',
  role: 'viewer',
  params: VoiceCollectionPath,
  reply: UserVoiceCollectionResponseModel,
  async handle({ params }) {
    return notFound(params)
  },
})

const update = route({
  method: 'PATCH',
  path,
  tag,
  summary: 'Rename a collection of voices, of which there are none',
  served: 'not',
  differs: 'This server has no collections of voices.',
  role: 'editor',
  params: VoiceCollectionPath,
  body: UpdateVoiceCollectionBody,
  reply: UserVoiceCollectionResponseModel,
  async handle({ params }) {
    return notFound(params)
  },
})

const remove = route({
  method: 'DELETE',
  path,
  tag,
  summary: 'Delete a collection of voices, of which there are none',
  served: 'not',
  differs: 'This server has no collections of voices.',
  role: 'editor',
  params: VoiceCollectionPath,
  reply: DeleteUserVoiceCollectionResponseModel,
  async handle({ params }) {
    return notFound(params)
  },
})

const addVoice = route({
  method: 'POST',
  path: `${path}/voice/:voice_id`,
  tag,
  summary: 'Put a voice into a collection, of which there are none',
  served: 'not',
  differs: 'This server has no collections of voices.',
  role: 'editor',
  params: VoiceMembershipPath,
  reply: VoiceCollectionMembershipResponseModel,
  async handle({ params }) {
    return notFound(params)
  },
})

const removeVoice = route({
  method: 'DELETE',
  path: `${path}/voice/:voice_id`,
  tag,
  summary: 'Take a voice out of a collection, of which there are none',
  served: 'not',
  differs: 'This server has no collections of voices.',
  role: 'editor',
  params: VoiceMembershipPath,
  reply: VoiceCollectionMembershipResponseModel,
  async handle({ params }) {
    return notFound(params)
  },
})

export const voiceCollectionRoutes: Route[] = [list, create, get, update, remove, addVoice, removeVoice]

function notFound({ collection_id: id }: VoiceCollectionPath): never {
  throw new StudioError('voice_collection_not_found', `There is no collection of voices "${id}".`)
}
