import type { z } from 'zod'
import type {
  AddPronunciationDictionaryResponseModel,
  GetPronunciationDictionaryMetadataResponseModel,
  PronunciationDictionaryVersionResponseModel,
  RuleSent,
} from '#contract/pronunciation-dictionaries.ts'
import { toUnix } from '#server/base/clock.ts'
import type { VersionedDictionary } from '#server/pronunciation/dictionary.ts'
import type { NewRule, Rule } from '#server/pronunciation/rules.ts'
import type { Role } from '#server/storage/schema.ts'

/** A dictionary with what its latest version is. */
export function presentDictionary(
  { dictionary, version }: VersionedDictionary,
  role: Role,
): GetPronunciationDictionaryMetadataResponseModel {
  return {
    id: dictionary.id,
    latest_version_id: version.id,
    latest_version_rules_num: version.ruleCount,
    name: dictionary.name,
    permission_on_resource: role,
    created_by: dictionary.createdBy,
    creation_time_unix: toUnix(dictionary.createdAt),
    archived_time_unix: dictionary.archivedAt && toUnix(dictionary.archivedAt),
    description: dictionary.description,
  }
}

/** A dictionary that was just made. */
export function presentNewDictionary(
  { dictionary, version }: VersionedDictionary,
  role: Role,
): AddPronunciationDictionaryResponseModel {
  return {
    id: dictionary.id,
    name: dictionary.name,
    created_by: dictionary.createdBy,
    creation_time_unix: toUnix(dictionary.createdAt),
    version_id: version.id,
    version_rules_num: version.ruleCount,
    description: dictionary.description,
    permission_on_resource: role,
  }
}

/** A version of a dictionary that a project uses. */
export function presentDictionaryVersion(
  { dictionary, version }: VersionedDictionary,
  role: Role,
): z.input<typeof PronunciationDictionaryVersionResponseModel> {
  return {
    version_id: version.id,
    version_rules_num: version.ruleCount,
    pronunciation_dictionary_id: dictionary.id,
    dictionary_name: dictionary.name,
    version_name: String(version.position),
    permission_on_resource: role,
    created_by: dictionary.createdBy,
    creation_time_unix: toUnix(version.createdAt),
    archived_time_unix: dictionary.archivedAt && toUnix(dictionary.archivedAt),
  }
}

export function presentRule(rule: Rule) {
  const match = {
    string_to_replace: rule.stringToReplace,
    case_sensitive: rule.caseSensitive,
    word_boundaries: rule.wordBoundaries,
  }
  return rule.type === 'alias'
    ? { type: 'alias' as const, ...match, alias: rule.alias }
    : { type: 'phoneme' as const, ...match, phoneme: rule.phoneme, alphabet: rule.alphabet }
}

export function toNewRule(rule: RuleSent): NewRule {
  const match = {
    stringToReplace: rule.string_to_replace,
    caseSensitive: rule.case_sensitive,
    wordBoundaries: rule.word_boundaries,
  }
  return rule.type === 'alias'
    ? { type: 'alias', ...match, alias: rule.alias }
    : { type: 'phoneme', ...match, phoneme: rule.phoneme, alphabet: rule.alphabet }
}
