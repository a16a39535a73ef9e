import { GetChaptersResponseModel } from '#contract/chapters.ts'
import {
  ChapterOrderBody,
  PreviewBody,
  ProjectVoiceBody,
  ProjectVoicePath,
  PronounceBody,
  PronounceResponse,
  PronunciationsResponse,
} from '#contract/editor.ts'
import { ProjectPath } from '#contract/paths.ts'
import { Status } from '#contract/status.ts'
import { listGuessedWords, pronounce } from '#server/editing/pronounce.ts'
import { defaultVoiceSettings } from '#server/engines/engine.ts'
import { spend } from '#server/keys/key-usage.ts'
import { orderChapters } from '#server/projects/chapters.ts'
import { changeProjectVoice } from '#server/projects/project-voices.ts'
import { compileRules } from '#server/pronunciation/compile-rules.ts'
import { checkRules, type NewRule } from '#server/pronunciation/rules.ts'
import { speakNow } from '#server/speaking/speak-now.ts'
import { openSpeechFile } from '#server/speaking/speech-file.ts'
import { countCodePoints } from '#server/text/code-points.ts'
import { answerChapters } from '../answers/read-project.ts'
import { toAsker } from '../requests/asker.ts'
import { toSpeechFormat } from '../requests/output-format.ts'
import { toSettings } from '../requests/to-content.ts'
import { type Route, route } from '../route.ts'

const tag = 'editor'
const ofProject = '/lectern/v1/projects/:project_id'

const order = route({
  method: 'POST',
  path: `${ofProject}/chapter-order`,
  tag,
  summary: 'Put the chapters of a project into another order',
  role: 'editor',
  params: ProjectPath,
  body: ChapterOrderBody,
  reply: GetChaptersResponseModel,
  async handle({ studio, params, body }) {
    await orderChapters(studio.db, params.project_id, body.chapter_ids)
    return answerChapters(studio, params.project_id)
  },
})

const changeVoice = route({
  method: 'PATCH',
  path: `${ofProject}/voices/:project_voice_ref_id`,
  tag,
  summary: 'Change how a voice speaks in a project, and what it is called there',
  role: 'editor',
  params: ProjectVoicePath,
  body: ProjectVoiceBody,
  reply: Status,
  async handle({ studio, params, body }) {
    const { alias, volume_gain: volumeGain, ...settings } = body
    const changes = { alias, volumeGain, ...toSettings(settings) }
    await changeProjectVoice(studio.db, params.project_id, params.project_voice_ref_id, changes)
    return { status: 'ok' as const }
  },
})

const addPronunciation = route({
  method: 'POST',
  path: `${ofProject}/pronounce`,
  tag,
  summary: "Say a text differently everywhere in a project: a rule in the project's own dictionary",
  role: 'editor',
  params: ProjectPath,
  body: PronounceBody,
  reply: PronounceResponse,
  async handle({ studio, params, body }) {
    const rule = toRule({ string_to_replace: body.text, ...body })
    const { dictionaryId, versionId, affected } = await pronounce(studio, params.project_id, rule)
    return { dictionary_id: dictionaryId, version_id: versionId, affected_blocks: affected }
  },
})

const listPronunciations = route({
  method: 'GET',
  path: `${ofProject}/pronunciations`,
  tag,
  summary: 'List the words whose sound was guessed, with their places',
  role: 'viewer',
  params: ProjectPath,
  reply: PronunciationsResponse,
  async handle({ studio, params }) {
    const words = await listGuessedWords(studio.db, params.project_id)
    return {
      words: words.map(({ text, places }) => ({
        text,
        count: places.length,
        places: places.map(({ chapterId, blockId, start, end }) => {
          return { chapter_id: chapterId, block_id: blockId, start, end }
        }),
      })),
    }
  },
})

const preview = route({
  method: 'POST',
  path: '/lectern/v1/preview',
  tag,
  summary: 'Hear a short text in a voice, with settings and rules that are not kept anywhere',
  role: 'editor',
  body: PreviewBody,
  waits: true,
  reply: { bytes: ['audio/mpeg'] },
  async handle({ studio, body, signal, caller }) {
    const settings = { ...defaultVoiceSettings, ...(body.settings && toSettings(body.settings)) }
    const turn = { voice: studio.voices.get(body.voice_id), settings, text: body.text }
    const rules = body.rules?.length ? compileRules(checkRules(body.rules.map(toRule))) : undefined
    await spend(studio.db, toAsker(caller, studio.config), { characters: countCodePoints(body.text) })
    const spoken = await speakNow(studio, { turns: [turn], rules, asker: caller.key }, signal)
    const bytes = await openSpeechFile(studio, spoken, toSpeechFormat('mp3_44100_128'))
    return { contentType: 'audio/mpeg', bytes, headers: { 'cache-control': 'no-store' } }
  },
})

export const editorProjectRoutes: Route[] = [order, changeVoice, addPronunciation, listPronunciations, preview]

type SentRule = { string_to_replace: string } & ({ alias: string } | { phoneme: string; alphabet: string })

function toRule(sent: SentRule): NewRule {
  const stringToReplace = sent.string_to_replace
  if ('alias' in sent) return { type: 'alias', stringToReplace, alias: sent.alias }
  return { type: 'phoneme', stringToReplace, phoneme: sent.phoneme, alphabet: sent.alphabet }
}
