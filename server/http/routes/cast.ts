import {
  AddCharacterBody,
  ApplyCastBody,
  ApplyCastResponse,
  CastProgress,
  CastResponse,
  ChangeCharacterBody,
  CharacterPath,
  FindCastBody,
  GiveLinesBody,
  MergeCharacterBody,
} from '#contract/cast.ts'
import { ProjectPath } from '#contract/paths.ts'
import { applyCast } from '#server/casting/apply-cast.ts'
import { findCastOf, requireReady } from '#server/casting/cast-store.ts'
import { addCharacter, changeCharacter, giveLines, mergeCharacters, undoCastChange } from '#server/casting/edit-cast.ts'
import { cancelCast } from '#server/casting/find-cast.ts'
import { getProject } from '#server/projects/find-project.ts'
import { queueCast } from '#server/projects/queue-cast.ts'
import { answerCast, presentProgress } from '../answers/present-cast.ts'
import { type Route, route } from '../route.ts'

const tag = 'cast'
const ofCast = '/lectern/v1/projects/:project_id/cast'
const ofCharacter = `${ofCast}/characters/:character_id`

const find = route({
  method: 'POST',
  path: `${ofCast}/find`,
  tag,
  summary: 'Find who speaks which line; what is known of unchanged paragraphs stays, unless all is to be found again',
  role: 'editor',
  params: ProjectPath,
  body: FindCastBody,
  reply: CastProgress,
  async handle({ studio, params, body, caller }) {
    await queueCast(studio, { projectId: params.project_id, again: body.again ?? false }, caller.key)
    return presentProgress(await findCastOf(studio.db, params.project_id))
  },
})

const cancel = route({
  method: 'POST',
  path: `${ofCast}/cancel`,
  tag,
  summary: 'Stop looking for the cast; what was known before stays',
  role: 'editor',
  params: ProjectPath,
  reply: CastProgress,
  async handle({ studio, params }) {
    await cancelCast(studio, params.project_id)
    return presentProgress(await findCastOf(studio.db, params.project_id))
  },
})

const read = route({
  method: 'GET',
  path: ofCast,
  tag,
  summary: 'Get the characters of a project, their voices and their lines',
  role: 'viewer',
  params: ProjectPath,
  reply: CastResponse,
  async handle({ studio: { db }, params }) {
    const project = await getProject(db, params.project_id)
    return answerCast(db, project.id)
  },
})

const change = route({
  method: 'PATCH',
  path: ofCharacter,
  tag,
  summary: 'Change a character’s name, gender, age or voice; a new voice is in the text once the cast is applied',
  role: 'editor',
  params: CharacterPath,
  body: ChangeCharacterBody,
  reply: CastResponse,
  async handle({ studio, params, body }) {
    await changeCharacter(studio, params.project_id, params.character_id, toChanges(body))
    return answerCast(studio.db, params.project_id)
  },
})

const merge = route({
  method: 'POST',
  path: `${ofCharacter}/merge`,
  tag,
  summary: 'Make a character one with another, who gets its lines and names',
  role: 'editor',
  params: CharacterPath,
  body: MergeCharacterBody,
  reply: CastResponse,
  async handle({ studio, params, body }) {
    await mergeCharacters(studio, params.project_id, params.character_id, body.into)
    return answerCast(studio.db, params.project_id)
  },
})

const add = route({
  method: 'POST',
  path: `${ofCast}/characters`,
  tag,
  summary: 'Add a character, with lines that others had: so one is split in two',
  role: 'editor',
  params: ProjectPath,
  isLarge: true,
  body: AddCharacterBody,
  reply: CastResponse,
  async handle({ studio, params, body }) {
    const given = { ...toChanges(body), name: body.name }
    await addCharacter(studio, params.project_id, given, body.line_ids ?? [])
    return answerCast(studio.db, params.project_id)
  },
})

const give = route({
  method: 'POST',
  path: `${ofCast}/lines`,
  tag,
  summary: 'Give lines to another character, or to the narrator',
  role: 'editor',
  params: ProjectPath,
  isLarge: true,
  body: GiveLinesBody,
  reply: CastResponse,
  async handle({ studio, params, body }) {
    await giveLines(studio, params.project_id, body.line_ids, body.character_id)
    return answerCast(studio.db, params.project_id)
  },
})

const undo = route({
  method: 'POST',
  path: `${ofCast}/undo`,
  tag,
  summary: 'Undo the last change of the cast, also that of applying it',
  role: 'editor',
  params: ProjectPath,
  reply: CastResponse,
  async handle({ studio, params }) {
    await undoCastChange(studio, params.project_id)
    return answerCast(studio.db, params.project_id)
  },
})

const apply = route({
  method: 'POST',
  path: `${ofCast}/apply`,
  tag,
  summary: 'Give each line the voice of its character, as nodes of its paragraph',
  role: 'editor',
  params: ProjectPath,
  isLarge: true,
  body: ApplyCastBody,
  reply: ApplyCastResponse,
  async handle({ studio, params, body }) {
    const project = await getProject(studio.db, params.project_id)
    await requireReady(studio.db, project.id)
    const options = { threshold: body.threshold ?? undefined, chapterIds: body.chapter_ids ?? undefined }
    const { changedBlocks, spokenLines, narratedLines, lockedBlocks } = await applyCast(studio, project.id, options)
    return {
      changed_blocks: changedBlocks,
      spoken_lines: spokenLines,
      narrated_lines: narratedLines,
      locked_blocks: lockedBlocks,
    }
  },
})

export const castRoutes: Route[] = [find, cancel, read, add, change, merge, give, undo, apply]

function toChanges({ name, gender, age, voice_id }: typeof ChangeCharacterBody._output) {
  return {
    name: name ?? undefined,
    gender: gender ?? undefined,
    age: age ?? undefined,
    voiceId: voice_id ?? undefined,
  }
}
