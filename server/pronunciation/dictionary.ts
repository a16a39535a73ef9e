import type { DictionaryId, DictionaryVersionId } from '#server/storage/schema.ts'

/** A pronunciation dictionary: a name for rules that change over time. */
export interface Dictionary {
  id: DictionaryId
  name: string
  description: string | null
  /** Of the PLS file that it came from: `en-GB`. */
  language: string | null
  createdBy: string
  createdAt: Date
  archivedAt: Date | null
  /** What others of the workspace may do with it; null when it is private. */
  workspaceAccess: string | null
}

/** Its rules at one time. Never changes, so whatever is made of the rules may be kept by the version's id. */
export interface DictionaryVersion {
  id: DictionaryVersionId
  dictionaryId: DictionaryId
  /** 1 for the first. */
  position: number
  ruleCount: number
  createdAt: Date
}

/** A dictionary in one of its versions. */
export interface VersionedDictionary {
  dictionary: Dictionary
  version: DictionaryVersion
}
