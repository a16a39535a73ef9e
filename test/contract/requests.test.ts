import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { AudioNativeUrlBody, CreateAudioNativeForm, UpdateAudioNativeForm } from '#contract/audio-native.ts'
import { CreateChapterBody, UpdateChapterBody } from '#contract/chapters.ts'
import { BlockInput, ContentInput, NodeInput } from '#contract/content.ts'
import { readingFields } from '#contract/documents.ts'
import { DownloadHistoryBody, ListHistoryQuery } from '#contract/history.ts'
import { ChapterSnapshotPath } from '#contract/paths.ts'
import { CreatePodcastBody } from '#contract/podcasts.ts'
import { CreateProjectForm, UpdateContentForm, VoiceSettingsOverride } from '#contract/project-forms.ts'
import { UpdateProjectBody } from '#contract/projects.ts'
import {
  AddDictionaryFromFileForm,
  AddDictionaryFromRulesBody,
  DictionaryLocator,
  DictionaryRulesBody,
  ListDictionariesQuery,
  RemoveDictionaryRulesBody,
  SetProjectDictionariesBody,
  UpdateDictionaryBody,
} from '#contract/pronunciation-dictionaries.ts'
import { ConvertToMpegBody } from '#contract/snapshots.ts'
import {
  DialogueInput,
  DialogueSettings,
  TextToDialogueBody,
  TextToDialogueQuery,
  TextToDialogueStreamQuery,
} from '#contract/text-to-dialogue.ts'
import {
  EffectsSpecInput,
  TextToSpeechBody,
  TextToSpeechQuery,
  TextToSpeechStreamQuery,
} from '#contract/text-to-speech.ts'
import {
  AddVoiceForm,
  EditVoiceForm,
  GetVoiceQuery,
  ListVoicesQuery,
  SearchVoicesQuery,
  VoiceSettingsResponseModel,
} from '#contract/voices.ts'
import { componentViolations, type JsonSchema, publicApi } from '#test/contract-check.ts'
import { variants } from './samples.ts'

const projects = '_v1_studio_projects'
const chapters = `${projects}__project_id__chapters`
const dictionaries = '_v1_pronunciation_dictionaries'
const dictionary = `${dictionaries}__pronunciation_dictionary_id_`

/** What we read as strictly as the public API declares it. */
const bodies: Record<string, z.ZodType> = {
  [`Body_Update_Studio_project${projects}__project_id__post`]: UpdateProjectBody,
  [`Body_Create_chapter${chapters}_post`]: CreateChapterBody,
  [`Body_Update_chapter${chapters}__chapter_id__post`]: UpdateChapterBody,
  [`Body_Stream_chapter_audio${chapters}__chapter_id__snapshots__chapter_snapshot_id__stream_post`]: ConvertToMpegBody,
  [`Body_Stream_Studio_project_audio${projects}__project_id__snapshots__project_snapshot_id__stream_post`]:
    ConvertToMpegBody,
  [`Body_Create_Pronunciation_Dictionaries${projects}__project_id__pronunciation_dictionaries_post`]:
    SetProjectDictionariesBody,
  Body_Create_podcast_v1_studio_podcasts_post: CreatePodcastBody,
  Body_text_to_speech_full: TextToSpeechBody,
  Body_text_to_speech_stream: TextToSpeechBody,
  Body_text_to_speech_stream_with_timestamps: TextToSpeechBody,
  ChapterContentInputModel: ContentInput,
  ChapterContentBlockInputModel: BlockInput,
  ChapterContentParagraphTtsNodeInputModel: NodeInput,
  PronunciationDictionaryVersionLocatorRequestModel: DictionaryLocator,
  [`Body_Add_a_pronunciation_dictionary${dictionaries}_add_from_rules_post`]: AddDictionaryFromRulesBody,
  [`Body_Set_rules_on_the_pronunciation_dictionary${dictionary}_set_rules_post`]: DictionaryRulesBody,
  [`Body_Add_rules_to_the_pronunciation_dictionary${dictionary}_add_rules_post`]: DictionaryRulesBody,
  [`Body_Remove_rules_from_the_pronunciation_dictionary${dictionary}_remove_rules_post`]: RemoveDictionaryRulesBody,
  [`Body_Update_pronunciation_dictionary${dictionary}_patch`]: UpdateDictionaryBody,
  EffectsSpecInput,
  Body_Text_to_dialogue__multi_voice__v1_text_to_dialogue_post: TextToDialogueBody,
  Body_Text_to_dialogue__multi_voice__streaming_v1_text_to_dialogue_stream_post: TextToDialogueBody,
  Body_text_to_dialogue_full_with_timestamps: TextToDialogueBody,
  Body_text_to_dialogue_stream_with_timestamps: TextToDialogueBody,
  DialogueInput,
  ToDialogueSettingsResponseModel: DialogueSettings,
  Body_Update_audio_native_content_from_URL_v1_audio_native_content_post: AudioNativeUrlBody,
  Body_Download_history_items_v1_history_download_post: DownloadHistoryBody,
}

/** What we read more freely: forms are read by `normaliseForm` first, and a null here and there means nothing. */
const freer: Record<string, z.ZodType> = {
  [`Body_Create_Studio_project${projects}_post`]: CreateProjectForm,
  [`Body_Update_Studio_project_content${projects}__project_id__content_post`]: UpdateContentForm,
  Body_text_to_speech_full_with_timestamps: TextToSpeechBody,
  StudioVoiceSettingsOverride: VoiceSettingsOverride,
  [`Body_Add_a_pronunciation_dictionary${dictionaries}_add_from_file_post`]: AddDictionaryFromFileForm,
  Body_Creates_Audio_Native_enabled_project__v1_audio_native_post: CreateAudioNativeForm,
  Body_Update_audio_native_Project_content_v1_audio_native__project_id__content_post: UpdateAudioNativeForm,
  Body_Add_voice_v1_voices_add_post: AddVoiceForm,
  Body_Edit_voice_v1_voices__voice_id__edit_post: EditVoiceForm,
}

/** Keys that we take besides: those that we answer, when they are sent back, and what of a document is to be read. */
const besides: Record<string, string[]> = {
  ChapterContentParagraphTtsNodeInputModel: ['project_voice_ref_id'],
  [`Body_Create_Studio_project${projects}_post`]: Object.keys(readingFields),
  [`Body_Update_Studio_project_content${projects}__project_id__content_post`]: Object.keys(readingFields),
}

const queries: [string, string, z.ZodType][] = [
  ['post', '/v1/text-to-speech/{voice_id}', TextToSpeechQuery],
  ['post', '/v1/text-to-speech/{voice_id}/with-timestamps', TextToSpeechQuery],
  ['post', '/v1/text-to-speech/{voice_id}/stream', TextToSpeechStreamQuery],
  ['post', '/v1/text-to-speech/{voice_id}/stream/with-timestamps', TextToSpeechStreamQuery],
  ['post', '/v1/text-to-dialogue', TextToDialogueQuery],
  ['post', '/v1/text-to-dialogue/with-timestamps', TextToDialogueQuery],
  ['post', '/v1/text-to-dialogue/stream', TextToDialogueStreamQuery],
  ['post', '/v1/text-to-dialogue/stream/with-timestamps', TextToDialogueStreamQuery],
  ['get', '/v1/history', ListHistoryQuery],
  ['get', '/v1/voices', ListVoicesQuery],
  ['get', '/v1/voices/{voice_id}', GetVoiceQuery],
  ['get', '/v2/voices', SearchVoicesQuery],
  ['get', '/v1/pronunciation-dictionaries', ListDictionariesQuery],
]

test('a request has the keys that the public API declares, and requires the same', () => {
  for (const [id, schema] of Object.entries({ ...bodies, ...freer })) {
    const theirs = publicApi.components.schemas[id]!
    const ours = inputSchema(schema)
    const keys = [...Object.keys(theirs.properties!), ...(besides[id] ?? [])]
    assert.deepEqual(Object.keys(ours.properties!).sort(), keys.sort(), id)
    assert.deepEqual([...(ours.required ?? [])].sort(), [...(theirs.required ?? [])].sort(), id)
  }
})

test('a body is accepted when the public API accepts it, and only then', () => {
  for (const [id, schema] of Object.entries(bodies)) {
    for (const body of variants(publicApi.components.schemas[id]!)) {
      const { success } = schema.safeParse(body)
      assert.equal(success, componentViolations(id, body).length === 0, `${id}: ${JSON.stringify(body)}`)
    }
  }
})

test('a query has the parameters, words and defaults that the public API declares', () => {
  for (const [method, path, query] of queries) {
    const parameters = publicApi.paths[path]![method]!.parameters!.filter((each) => each.in === 'query')
    const { properties = {} } = inputSchema(query)
    const names = parameters.map((each) => each.name).sort()
    assert.deepEqual(Object.keys(properties).sort(), names, path)
    for (const { name, schema } of parameters) {
      const words = [schema, ...(schema.anyOf ?? [])].find((each) => each.enum)?.enum
      assert.deepEqual(properties[name]!.enum?.toSorted(), words?.toSorted(), `${path} ${name}`)
      assert.deepEqual(properties[name]!.default, schema.default, `${path} ${name}`)
    }
  }
})

test('the whole answer comes in 28 formats, a stream in the 21 that need no length', () => {
  assert.equal(TextToSpeechQuery.shape.output_format.unwrap().options.length, 28)
  assert.equal(TextToSpeechStreamQuery.shape.output_format.unwrap().options.length, 21)
  assert.equal(TextToSpeechStreamQuery.safeParse({ output_format: 'wav_44100' }).success, false)
})

test('a query is text: numbers, booleans and lists are read from it', () => {
  const query = SearchVoicesQuery.parse({
    page_size: '100',
    high_quality: 'True',
    voice_ids: 'a',
    use_cases: ['b', 'c'],
  })
  assert.equal(query.page_size, 100)
  assert.equal(query.high_quality, true)
  assert.deepEqual([query.voice_ids, query.use_cases], [['a'], ['b', 'c']])
})

test('a query out of its range or of the wrong kind is refused', () => {
  for (const page_size of ['0', '101', '-1', '', 'ten', '1.5', '1e1']) {
    assert.equal(SearchVoicesQuery.safeParse({ page_size }).success, false, page_size)
  }
  assert.equal(TextToSpeechQuery.safeParse({ optimize_streaming_latency: '5' }).success, false)
  assert.equal(TextToSpeechQuery.safeParse({ enable_logging: '2' }).success, false)
  assert.equal(TextToSpeechQuery.safeParse({ output_format: 'mp3' }).success, false)
})

test('declared ranges hold, and the place of a mistake is known', () => {
  const places = (body: object) =>
    TextToSpeechBody.safeParse({ text: 'Hi', ...body }).error?.issues.map((issue) => issue.path.join('.'))
  assert.deepEqual(places({ seed: 4294967296 }), ['seed'])
  assert.deepEqual(places({ seed: -1 }), ['seed'])
  assert.deepEqual(places({ voice_settings: { stability: 1.1 } }), ['voice_settings.stability'])
  assert.deepEqual(places({ previous_request_ids: ['1', '2', '3', '4'] }), ['previous_request_ids'])
  assert.deepEqual(places({ seed: 0, voice_settings: { stability: 1, speed: 9 } }), undefined)
})

test('a rule counts case and word boundaries unless it says otherwise', () => {
  const rule = { type: 'alias', string_to_replace: 'HTTP', alias: 'H T T P' }
  const strict = { ...rule, case_sensitive: true, word_boundaries: true }
  assert.deepEqual(DictionaryRulesBody.parse({ rules: [rule] }), { rules: [strict] })
})

test('the direction of a list may be written small or large, and other words are refused', () => {
  for (const sort_direction of ['ascending', 'DESCENDING']) ListDictionariesQuery.parse({ sort_direction })
  assert.equal(ListDictionariesQuery.safeParse({ sort_direction: 'up' }).success, false)
})

test('settings that a request leaves out stay out, so that stored ones can apply', () => {
  assert.deepEqual(VoiceSettingsResponseModel.parse({ stability: 0.3 }), { stability: 0.3 })
})

test('a body may be left out where nothing in it is required', () => {
  for (const nothing of [undefined, null, {}]) {
    assert.deepEqual(UpdateChapterBody.parse(nothing), {})
    assert.deepEqual(ConvertToMpegBody.parse(nothing), { convert_to_mpeg: false })
  }
  assert.equal(ConvertToMpegBody.safeParse([]).success, false)
})

test('keys that a newer client sends are ignored', () => {
  assert.deepEqual(CreateChapterBody.parse({ name: 'One', mood: 'calm' }), { name: 'One' })
})

test('an id in a path may be anything short', () => {
  const ids = (id: string) => ({ project_id: id, chapter_id: id, chapter_snapshot_id: id })
  for (const id of ['21m00Tcm4TlvDq8ikWAN', '../../etc/passwd', '%00', 'x'.repeat(64)]) {
    assert.deepEqual(ChapterSnapshotPath.parse(ids(id)), ids(id))
  }
  for (const id of ['', 'x'.repeat(65)]) assert.equal(ChapterSnapshotPath.safeParse(ids(id)).success, false)
})

function inputSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema
}
