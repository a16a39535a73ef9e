import { z } from 'zod'

/** What an operation answers that has nothing to tell but that it was done. */
export const Status = z.object({ status: z.literal('ok') })
export type Status = z.infer<typeof Status>

// One component for each operation, so that generated clients find the names they know.
export const DeleteProjectResponseModel = Status.meta({ id: 'DeleteProjectResponseModel' })
export const ConvertProjectResponseModel = Status.meta({ id: 'ConvertProjectResponseModel' })
export const DeleteChapterResponseModel = Status.meta({ id: 'DeleteChapterResponseModel' })
export const ConvertChapterResponseModel = Status.meta({ id: 'ConvertChapterResponseModel' })
export const CreatePronunciationDictionaryResponseModel = Status.meta({
  id: 'CreatePronunciationDictionaryResponseModel',
})
export const EditVoiceSettingsResponseModel = Status.meta({ id: 'EditVoiceSettingsResponseModel' })
