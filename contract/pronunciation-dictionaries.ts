import { z } from 'zod'
import { AccessLevel } from './enums.ts'
import { FileField } from './forms.ts'
import { Id, listOf, longListOf, most, Name, Prose, Word } from './limits.ts'
import { optionalBody, queryBoolean, queryInteger } from './requests.ts'

/** As requests name a dictionary; without a version the latest is meant. */
export const DictionaryLocator = z.object({
  pronunciation_dictionary_id: Id.brand<'pronunciation dictionary'>(),
  version_id: Id.brand<'pronunciation dictionary version'>().nullish(),
})
export type DictionaryLocator = z.infer<typeof DictionaryLocator>

/** Sets all dictionaries of a project; an empty list takes them away. */
export const SetProjectDictionariesBody = z.object({
  pronunciation_dictionary_locators: listOf(DictionaryLocator, most.dictionaries),
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

/** Which pieces of a text a rule is for. */
const ruleSent = {
  string_to_replace: Name,
  case_sensitive: z.boolean().default(true),
  word_boundaries: z.boolean().default(true),
}

/** The rules as requests send them. What an alphabet may be is for the operation to say: the public API takes any text. */
const RuleSent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('alias'), ...ruleSent, alias: Name }),
  z.object({ type: z.literal('phoneme'), ...ruleSent, phoneme: Name, alphabet: Word }),
])
export type RuleSent = z.infer<typeof RuleSent>

/** Adds rules to a dictionary, or replaces all that it has: the two take the same. */
export const DictionaryRulesBody = z.object({ rules: longListOf(RuleSent, most.rules) })
export type DictionaryRulesBody = z.infer<typeof DictionaryRulesBody>

export const RemoveDictionaryRulesBody = z.object({
  /** Their `string_to_replace`. */
  rule_strings: longListOf(Name, most.rules),
})
export type RemoveDictionaryRulesBody = z.infer<typeof RemoveDictionaryRulesBody>

const newDictionary = {
  name: Name,
  description: Prose.nullish(),
  /** Absent or null: nobody else's. */
  workspace_access: AccessLevel.nullish(),
}

export const AddDictionaryFromRulesBody = z.object({ ...newDictionary, rules: longListOf(RuleSent, most.rules) })
export type AddDictionaryFromRulesBody = z.infer<typeof AddDictionaryFromRulesBody>

/** As `normaliseForm` leaves it. */
export const AddDictionaryFromFileForm = z.object({
  ...newDictionary,
  /** PLS 1.0; without it the dictionary is empty. */
  file: FileField.nullish(),
})
export type AddDictionaryFromFileForm = z.infer<typeof AddDictionaryFromFileForm>

/** What is absent stays as it is. */
export const UpdateDictionaryBody = optionalBody(z.object({ archived: z.boolean().optional(), name: Name.optional() }))
export type UpdateDictionaryBody = z.infer<typeof UpdateDictionaryBody>

export const ListDictionariesQuery = z.object({
  /** `next_cursor` of the page before. */
  cursor: Word.optional(),
  page_size: queryInteger(z.int().min(1).max(100).default(30)),
  sort: z.enum(['creation_time_unix', 'name']).default('creation_time_unix'),
  /** `ASCENDING` or `DESCENDING`, in any case. */
  sort_direction: z
    .string()
    .regex(/^(a|de)scending$/i, 'Input should be ASCENDING or DESCENDING')
    .default('DESCENDING'),
  include_archived: queryBoolean(z.boolean().default(true)),
})
export type ListDictionariesQuery = z.infer<typeof ListDictionariesQuery>

const ruleAnswered = {
  string_to_replace: z.string(),
  case_sensitive: z.boolean().optional(),
  word_boundaries: z.boolean().optional(),
}

export const PronunciationDictionaryAliasRuleResponseModel = z
  .object({ type: z.literal('alias'), ...ruleAnswered, alias: z.string() })
  .meta({ id: 'PronunciationDictionaryAliasRuleResponseModel' })

export const PronunciationDictionaryPhonemeRuleResponseModel = z
  .object({ type: z.literal('phoneme'), ...ruleAnswered, phoneme: z.string(), alphabet: z.string() })
  .meta({ id: 'PronunciationDictionaryPhonemeRuleResponseModel' })

/** The answer to a new dictionary; unlike the others it calls the latest version just `version_id`. */
export const AddPronunciationDictionaryResponseModel = z
  .object({
    id: z.string(),
    name: z.string(),
    created_by: z.string(),
    creation_time_unix: z.int(),
    version_id: z.string(),
    version_rules_num: z.int(),
    description: z.string().nullish(),
    permission_on_resource: AccessLevel.nullable(),
  })
  .meta({ id: 'AddPronunciationDictionaryResponseModel' })
export type AddPronunciationDictionaryResponseModel = z.infer<typeof AddPronunciationDictionaryResponseModel>

const metadata = {
  id: z.string(),
  latest_version_id: z.string(),
  latest_version_rules_num: z.int(),
  name: z.string(),
  permission_on_resource: AccessLevel.nullable(),
  created_by: z.string(),
  creation_time_unix: z.int(),
  archived_time_unix: z.int().nullish(),
  description: z.string().nullish(),
}

export const GetPronunciationDictionaryMetadataResponseModel = z
  .object(metadata)
  .meta({ id: 'GetPronunciationDictionaryMetadataResponseModel' })
export type GetPronunciationDictionaryMetadataResponseModel = z.infer<
  typeof GetPronunciationDictionaryMetadataResponseModel
>

export const GetPronunciationDictionaryWithRulesResponseModel = z
  .object({
    ...metadata,
    rules: z.array(
      z.discriminatedUnion('type', [
        PronunciationDictionaryAliasRuleResponseModel,
        PronunciationDictionaryPhonemeRuleResponseModel,
      ]),
    ),
  })
  .meta({ id: 'GetPronunciationDictionaryWithRulesResponseModel' })
export type GetPronunciationDictionaryWithRulesResponseModel = z.infer<
  typeof GetPronunciationDictionaryWithRulesResponseModel
>

export const GetPronunciationDictionariesMetadataResponseModel = z
  .object({
    pronunciation_dictionaries: z.array(GetPronunciationDictionaryMetadataResponseModel),
    /** Null on the last page. */
    next_cursor: z.string().nullish(),
    has_more: z.boolean(),
  })
  .meta({ id: 'GetPronunciationDictionariesMetadataResponseModel' })
export type GetPronunciationDictionariesMetadataResponseModel = z.infer<
  typeof GetPronunciationDictionariesMetadataResponseModel
>

/** The answer to each change of rules: the version that it made. */
export const PronunciationDictionaryRulesResponseModel = z
  .object({ id: z.string(), version_id: z.string(), version_rules_num: z.int() })
  .meta({ id: 'PronunciationDictionaryRulesResponseModel' })
export type PronunciationDictionaryRulesResponseModel = z.infer<typeof PronunciationDictionaryRulesResponseModel>
