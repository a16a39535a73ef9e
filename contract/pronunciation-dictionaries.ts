import { z } from 'zod'
import { AccessLevel } from './enums.ts'

/** As requests name a dictionary; without a version the latest is meant. */
export const DictionaryLocator = z.object({
  pronunciation_dictionary_id: z.string(),
  version_id: z.string().nullish(),
})
export type DictionaryLocator = z.infer<typeof DictionaryLocator>

/** Sets all dictionaries of a project; an empty list takes them away. */
export const SetProjectDictionariesBody = z.object({
  pronunciation_dictionary_locators: z.array(DictionaryLocator),
  invalidate_affected_text: z.boolean().default(true),
})
export type SetProjectDictionariesBody = z.infer<typeof SetProjectDictionariesBody>

export const PronunciationDictionaryLocatorResponseModel = z
  .object({ pronunciation_dictionary_id: z.string(), version_id: z.string().nullable() })
  .meta({ id: 'PronunciationDictionaryLocatorResponseModel' })

export const PronunciationDictionaryVersionResponseModel = z
  .object({
    version_id: z.string(),
    version_rules_num: z.int(),
    pronunciation_dictionary_id: z.string(),
    dictionary_name: z.string(),
    version_name: z.string(),
    permission_on_resource: AccessLevel.nullable(),
    created_by: z.string(),
    creation_time_unix: z.int(),
    archived_time_unix: z.int().nullish(),
  })
  .meta({ id: 'PronunciationDictionaryVersionResponseModel' })
