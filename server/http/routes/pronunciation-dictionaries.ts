import { DictionaryPath, DictionaryVersionPath } from '#contract/paths.ts'
import {
  AddDictionaryFromFileForm,
  AddDictionaryFromRulesBody,
  AddPronunciationDictionaryResponseModel,
  DictionaryRulesBody,
  GetPronunciationDictionariesMetadataResponseModel,
  GetPronunciationDictionaryMetadataResponseModel,
  GetPronunciationDictionaryWithRulesResponseModel,
  ListDictionariesQuery,
  PronunciationDictionaryRulesResponseModel,
  RemoveDictionaryRulesBody,
  UpdateDictionaryBody,
} from '#contract/pronunciation-dictionaries.ts'
import { openGate } from '#server/base/gate.ts'
import { writeInTurns } from '#server/base/give-way.ts'
import { readLexicon } from '#server/importing/read-lexicon.ts'
import { changeDictionary } from '#server/projects/project-dictionaries.ts'
import type { DictionaryVersion } from '#server/pronunciation/dictionary.ts'
import {
  createDictionary,
  createDictionaryFromLexicon,
  editDictionary,
  listDictionaries,
} from '#server/pronunciation/dictionary-store.ts'
import { addRules, removeRules, setRules } from '#server/pronunciation/rule-changes.ts'
import { getDictionary, getRules, getVersion } from '#server/pronunciation/select-versions.ts'
import { writePls } from '#server/pronunciation/write-pls.ts'
import { attachment } from '../answers/attachment.ts'
import { presentDictionary, presentNewDictionary, presentRule, toNewRule } from '../answers/present-dictionary.ts'
import { type Route, route } from '../route.ts'

const tag = 'pronunciation-dictionaries'
const all = '/v1/pronunciation-dictionaries'
const path = `${all}/:pronunciation_dictionary_id`

const list = route({
  method: 'GET',
  path: all,
  tag,
  summary: 'List the dictionaries, a page at a time',
  role: 'viewer',
  query: ListDictionariesQuery,
  reply: GetPronunciationDictionariesMetadataResponseModel,
  async handle({ studio, query, caller }) {
    const { dictionaries, nextCursor } = await listDictionaries(studio.db, {
      cursor: query.cursor,
      pageSize: query.page_size,
      sort: query.sort === 'name' ? 'name' : 'created',
      isDescending: query.sort_direction.toUpperCase() === 'DESCENDING',
      includeArchived: query.include_archived,
    })
    return {
      pronunciation_dictionaries: dictionaries.map((one) => presentDictionary(one, caller.role)),
      next_cursor: nextCursor,
      has_more: nextCursor !== null,
    }
  },
})

const addFromRules = route({
  method: 'POST',
  path: `${all}/add-from-rules`,
  tag,
  summary: 'Create a dictionary from rules',
  role: 'editor',
  body: AddDictionaryFromRulesBody,
  isLarge: true,
  reply: AddPronunciationDictionaryResponseModel,
  async handle({ studio, body, caller }) {
    const { name, description, workspace_access: workspaceAccess } = body
    const given = { name, description, workspaceAccess }
    return presentNewDictionary(await createDictionary(studio.db, given, body.rules.map(toNewRule)), caller.role)
  },
})

/** Each is read by a process of its own. */
const readingGate = openGate({ ofAll: 2 })

const addFromFile = route({
  method: 'POST',
  path: `${all}/add-from-file`,
  tag,
  summary: 'Create a dictionary from a PLS file; an empty one without a file',
  role: 'editor',
  multipart: true,
  waits: true,
  body: AddDictionaryFromFileForm,
  reply: AddPronunciationDictionaryResponseModel,
  async handle({ studio, body, caller, signal }) {
    const { name, description, workspace_access: workspaceAccess, file } = body
    const document = file && { fileKey: file.key, fileName: file.filename }
    const read = () => readLexicon(studio, document!, signal)
    const lexicon = document ? await readingGate(caller.key ?? '', signal, read) : undefined
    const created = await createDictionaryFromLexicon(studio.db, { name, description, workspaceAccess }, lexicon)
    return presentNewDictionary(created, caller.role)
  },
})

const get = route({
  method: 'GET',
  path,
  tag,
  summary: 'Get a dictionary with the rules of its latest version',
  role: 'viewer',
  params: DictionaryPath,
  reply: GetPronunciationDictionaryWithRulesResponseModel,
  async handle({ studio: { db }, params, caller }) {
    const found = await getDictionary(db, params.pronunciation_dictionary_id)
    const rules = await getRules(db, found.version.id)
    return { ...presentDictionary(found, caller.role), rules: rules.map(presentRule) }
  },
})

const update = route({
  method: 'PATCH',
  path,
  tag,
  summary: 'Rename or archive a dictionary; its rules stay as they are',
  role: 'editor',
  params: DictionaryPath,
  body: UpdateDictionaryBody,
  reply: GetPronunciationDictionaryMetadataResponseModel,
  async handle({ studio: { db }, params, body, caller }) {
    const id = params.pronunciation_dictionary_id
    const edited = await changeDictionary(db, id, (inside) => editDictionary(inside, id, body))
    return presentDictionary(edited, caller.role)
  },
})

const set = route({
  method: 'POST',
  path: `${path}/set-rules`,
  tag,
  summary: 'Replace all rules, which makes a new version',
  role: 'editor',
  params: DictionaryPath,
  body: DictionaryRulesBody,
  isLarge: true,
  reply: PronunciationDictionaryRulesResponseModel,
  async handle({ studio: { db }, params, body }) {
    const id = params.pronunciation_dictionary_id
    return presentChange(await changeDictionary(db, id, (inside) => setRules(inside, id, body.rules.map(toNewRule))))
  },
})

const add = route({
  method: 'POST',
  path: `${path}/add-rules`,
  tag,
  summary: 'Add rules, which makes a new version; a rule for a known string takes its place',
  role: 'editor',
  params: DictionaryPath,
  body: DictionaryRulesBody,
  isLarge: true,
  reply: PronunciationDictionaryRulesResponseModel,
  async handle({ studio: { db }, params, body }) {
    const id = params.pronunciation_dictionary_id
    return presentChange(await changeDictionary(db, id, (inside) => addRules(inside, id, body.rules.map(toNewRule))))
  },
})

const remove = route({
  method: 'POST',
  path: `${path}/remove-rules`,
  tag,
  summary: 'Remove the rules for some strings, which makes a new version',
  role: 'editor',
  params: DictionaryPath,
  body: RemoveDictionaryRulesBody,
  isLarge: true,
  reply: PronunciationDictionaryRulesResponseModel,
  async handle({ studio: { db }, params, body }) {
    const id = params.pronunciation_dictionary_id
    return presentChange(await changeDictionary(db, id, (inside) => removeRules(inside, id, body.rule_strings)))
  },
})

const download = route({
  method: 'GET',
  path: `${all}/:dictionary_id/:version_id/download`,
  tag,
  summary: 'Download a version of a dictionary as a PLS file',
  role: 'viewer',
  params: DictionaryVersionPath,
  reply: { bytes: ['text/plain'] },
  async handle({ studio: { db }, params }) {
    const versionId = params.version_id
    const { dictionary } = await getVersion(db, params.dictionary_id, versionId)
    const rules = await getRules(db, versionId)
    return {
      contentType: 'text/plain; charset=utf-8',
      bytes: await writeInTurns(writePls(rules, dictionary.language)), // each sign may become six
      headers: attachment(dictionary.name, 'pls'),
    }
  },
})

export const dictionaryRoutes: Route[] = [list, addFromRules, addFromFile, get, update, set, add, remove, download]

function presentChange({ dictionaryId, id, ruleCount }: DictionaryVersion) {
  return { id: dictionaryId, version_id: id, version_rules_num: ruleCount }
}
