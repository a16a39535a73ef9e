import { z } from 'zod'
import { AccessLevel } from './enums.ts'
import { Name, Word } from './limits.ts'
import { optionalBody } from './requests.ts'

export const CreateVoiceCollectionBody = z.object({ title: Name, icon: Word })
export type CreateVoiceCollectionBody = z.infer<typeof CreateVoiceCollectionBody>

export const UpdateVoiceCollectionBody = optionalBody(z.object({ title: Name.nullish(), icon: Word.nullish() }))
export type UpdateVoiceCollectionBody = z.infer<typeof UpdateVoiceCollectionBody>

export const UserVoiceCollectionResponseModel = z
  .object({ collection_id: z.string(), title: z.string(), icon: z.string(), permission_on_resource: AccessLevel })
  .meta({ id: 'UserVoiceCollectionResponseModel' })

export const GetUserVoiceCollectionsResponseModel = z
  .object({ collections: z.array(UserVoiceCollectionResponseModel) })
  .meta({ id: 'GetUserVoiceCollectionsResponseModel' })

export const DeleteUserVoiceCollectionResponseModel = z
  .object({ collection_id: z.string() })
  .meta({ id: 'DeleteUserVoiceCollectionResponseModel' })

export const VoiceCollectionMembershipResponseModel = z
  .object({ collection_id: z.string(), voice_id: z.string() })
  .meta({ id: 'VoiceCollectionMembershipResponseModel' })
