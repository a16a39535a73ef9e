import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import { sendJson } from '#server/engines/remote/fake-service.test-kit.ts'
import { openFakeLanguageModel } from '#server/language-model/fake-language-model.test-kit.ts'
import { readAnnotated } from '../samples/attribution/read-annotated.ts'
import type { Answer } from './api-client.ts'
import { castStudio, chapters } from './cast-voices.ts'
import { openTestStudio, type TestStudio } from './studio.ts'
import { until } from './until.ts'

test('the cast of a project is found, given voices and applied to its text', async () => {
  await using studio = await openCastingStudio()
  const projectId = await studio.addProject(chapters)
  const path = castPath(projectId)
  assert.deepEqual((await studio.api.get(path)).body, {
    ...{ state: 'none', progress: 0, error: null, language_model: null },
    ...{ can_undo: false, characters: [], lines: [] },
  })
  const cast = await findCast(studio, projectId)
  assert.deepEqual(
    cast.characters.map(({ name, gender, line_count }: Character) => [name, gender, line_count]),
    [
      ['Mr. Brown', 'male', 4],
      ['Anna', 'female', 2],
      ['Mrs. Hill', 'female', 1],
    ],
  )
  assert.deepEqual(linesOf(cast, 0).slice(0, 2), ['Mr. Brown', 'Mr. Brown'])
  const { text, before, after } = cast.lines[1]
  assert.deepEqual([text, before, after], ['“It rains.”', '“Good morning, Anna,” said Mr. Brown. ', ''])
  const voices = new Map(cast.characters.map(({ name, voice_id }: Character) => [name, voice_id]))
  assert.deepEqual([...voices.values()], ['cast-tom', 'cast-sue', 'cast-ann'])

  const { body: applied } = await studio.api.post(`${path}/apply`, {})
  assert.deepEqual(applied, { changed_blocks: 6, spoken_lines: 7, narrated_lines: 0, locked_blocks: 0 })
  const [first, second] = await studio.listChapters(projectId)
  assert.deepEqual(await nodesOf(studio, first!, 0), [
    ['cast-tom', '“Good morning, Anna,”'],
    ['tone-a', ' said Mr. Brown. '],
    ['cast-tom', '“It rains.”'],
  ])
  assert.deepEqual(await nodesOf(studio, first!, 4), [['tone-a', 'Nobody spoke.']])
  assert.deepEqual((await nodesOf(studio, second!, 0))[0], ['cast-ann', '“Who is there?”'])

  assert.equal((await studio.api.post(`${path}/undo`)).body.can_undo, false)
  assert.equal((await nodesOf(studio, first!, 0)).length, 1)
  await studio.api.post(`${path}/undo`, undefined, 409)
})

test('characters are renamed, merged and split, lines change hands, and each of these is undone', async () => {
  await using studio = await openCastingStudio()
  const projectId = await studio.addProject(chapters)
  const path = castPath(projectId)
  const found = await findCast(studio, projectId)
  const [brown, anna, hill] = found.characters as Character[]
  const renamed = (await studio.api.patch(`${path}/characters/${hill!.character_id}`, { name: 'Granny' })).body
  assert.equal(renamed.can_undo, true)
  assert.deepEqual(renamed.characters[2].aliases, ['Granny', 'Mrs. Hill'])
  const merged = await studio.api.post(`${path}/characters/${hill!.character_id}/merge`, { into: anna!.character_id })
  assert.deepEqual(countsOf(merged.body), { 'Mr. Brown': 4, Anna: 3 })
  const line_ids = found.lines.slice(0, 2).map(({ line_id }: Line) => line_id)
  const split = await studio.api.post(`${path}/characters`, { name: 'Mr. Green', gender: 'male', line_ids })
  assert.deepEqual(countsOf(split.body), { Anna: 3, 'Mr. Brown': 2, 'Mr. Green': 2 })
  const given = await studio.api.post(`${path}/lines`, { line_ids, character_id: null })
  assert.deepEqual(countsOf(given.body), { Anna: 3, 'Mr. Brown': 2 })
  for (const _ of [1, 2, 3]) await studio.api.post(`${path}/undo`)
  assert.deepEqual(countsOf((await studio.api.get(path)).body), { 'Mr. Brown': 4, Anna: 2, Granny: 1 })
  assert.deepEqual((await studio.api.post(`${path}/undo`)).body.characters, found.characters)
  const lost = await studio.api.post(`${path}/lines`, { line_ids: ['x'], character_id: brown!.character_id }, 404)
  assert.equal(lost.body.detail.code, 'line_not_found')
  const itself = await studio.api.post(
    `${path}/characters/${brown!.character_id}/merge`,
    { into: brown!.character_id },
    400,
  )
  assert.equal(itself.body.detail.code, 'invalid_parameters')
})

test('a changed paragraph is looked at again alone; what people changed elsewhere stays', async () => {
  await using studio = await openCastingStudio()
  const projectId = await studio.addProject(chapters)
  const path = castPath(projectId)
  const found = await findCast(studio, projectId)
  const anna = found.characters[1] as Character
  const [moved] = found.lines as Line[]
  await studio.api.post(`${path}/lines`, { line_ids: [moved!.line_id], character_id: anna.character_id })
  const [first] = await studio.listChapters(projectId)
  await studio.edit(first!, chapters[0]!.with(1, '“So it does,” answered Carl.'))
  assert.equal((await studio.api.get(path)).body.lines.length, found.lines.length - 1)
  const again = await findCast(studio, projectId)
  assert.deepEqual(again.lines.length, found.lines.length)
  assert.deepEqual(linesOf(again, 0).slice(0, 3), ['Anna', 'Mr. Brown', 'Carl'])
  assert.equal(again.lines[0].evidence, 'given')
  const anew = await findCast(studio, projectId, { again: true })
  assert.equal(linesOf(anew, 0)[0], 'Mr. Brown')
})

test('proof: a book of 150,000 words is read chapter by chapter, and it is told how far that is', async () => {
  await using studio = await openCastingStudio()
  const passages = readAnnotated('tuned').map(({ paragraphs }) => paragraphs)
  const words = passages.flat().join(' ').split(/\s+/).length
  const rounds = Math.ceil(150_000 / words)
  // PostgreSQL looks at its tables now and then; until the next time it takes the book to be as short as this project.
  await findCast(studio, await studio.addProject(chapters))
  await studio.studio.db.execute(sql`analyze cast_lines`)
  await studio.studio.db.execute(sql`analyze blocks`)
  const projectId = await studio.addProject(Array(rounds).fill(passages).flat())
  await studio.api.post(`${castPath(projectId)}/find`)
  const told: number[] = []
  const look = async () => {
    const { body } = await studio.api.get(castPath(projectId))
    if (body.progress > 0 && body.progress < 1) told.push(body.progress)
    return body.state === 'ready' && body
  }
  const cast = await until('the cast is found', look, { seconds: 120 })
  assert.ok(new Set(told).size >= 2 && told.every((one, index) => index === 0 || one >= told[index - 1]!), `${told}`)
  assert.ok(cast.lines.length > 300 * rounds)
  const chaptersOf = new Set(cast.lines.map((line: Line) => line.chapter_id))
  assert.equal(chaptersOf.size, passages.length * rounds)
})

test('proof: a project that is made with auto_assign_voices has the voices of its characters when it is ready', async () => {
  await using studio = await openCastingStudio()
  const fields = { auto_assign_voices: 'true', auto_convert: 'true', apply_text_normalization: 'off' }
  const projectId = await studio.addProject(chapters, fields)
  const project = await until('voices are assigned', async () => {
    const { body } = await studio.api.get(`/v1/studio/projects/${projectId}`)
    return body.creation_meta.status === 'finished' && body
  })
  assert.equal(project.creation_meta.type, 'auto_assign_voices')
  const [first] = await studio.listChapters(projectId)
  assert.deepEqual((await nodesOf(studio, first!, 1))[0], ['cast-sue', '“So it does,”'])
  await studio.untilConverted(first!)
  const document = new Blob([chapters[0]!.join('\n\n')], { type: 'text/plain' })
  const form = { name: 'Imported', from_document: document, auto_assign_voices: 'true' }
  const { body } = await studio.api.form('/v1/studio/projects', form as never)
  const imported = body.project.project_id
  const nodes = await until('voices are assigned', async () => {
    const meta = (await studio.api.get(`/v1/studio/projects/${imported}`)).body.creation_meta
    assert.notEqual(meta.status, 'failed')
    const [chapter] = await studio.listChapters(imported)
    return meta.status === 'finished' && meta.type === 'auto_assign_voices' && nodesOf(studio, chapter!, 1)
  })
  assert.equal(nodes[0]![0], 'cast-sue')
})

test('looking for a cast is cancelled', async () => {
  await using studio = await openCastingStudio(false)
  const projectId = await studio.addProject(chapters)
  const path = castPath(projectId)
  assert.equal((await studio.api.post(`${path}/find`)).body.state, 'queued')
  const busy = await studio.api.post(`${path}/lines`, { line_ids: [], character_id: null }, 409)
  assert.equal(busy.body.detail.code, 'cast_not_ready')
  assert.equal((await studio.api.post(`${path}/cancel`)).body.state, 'cancelled')
  const lost = await studio.api.post('/lectern/v1/projects/none/cast/find', {}, 404)
  assert.equal(lost.body.detail.code, 'project_not_found')
})

test('a voice that is changed is heard everywhere once the cast is applied; locked paragraphs stay as they are', async () => {
  await using studio = await openCastingStudio()
  const projectId = await studio.addProject(chapters)
  const path = castPath(projectId)
  const { characters } = await findCast(studio, projectId)
  await studio.api.post(`${path}/apply`)
  const [first] = await studio.listChapters(projectId)
  const editor = `/lectern/v1/projects/${projectId}/chapters/${first!.chapterId}/editor`
  const { blocks, version } = (await studio.api.get(editor)).body
  blocks[3].locked = true
  const headers = { 'content-type': 'application/json', 'if-match': `"${version}"` }
  await studio.api.bytes(editor, { method: 'PUT', headers, body: JSON.stringify({ blocks }) })
  const anna = characters.find(({ name }: Character) => name === 'Anna')
  await studio.api.patch(`${path}/characters/${anna.character_id}`, { voice_id: 'cast-ben' })
  const { body } = await studio.api.post(`${path}/apply`)
  assert.deepEqual([body.changed_blocks, body.locked_blocks], [1, 1])
  assert.deepEqual((await nodesOf(studio, first!, 1))[0], ['cast-ben', '“So it does,”'])
  assert.deepEqual((await nodesOf(studio, first!, 3))[0], ['cast-sue', '“I will,”'])
  const unsure = await studio.api.post(`${path}/apply`, { threshold: 1 })
  assert.ok(unsure.body.narrated_lines > 0)
})

test('a language model says whose the lines are that the text leaves open, from a closed list', async () => {
  await using model = await openFakeLanguageModel(({ material }) => {
    const numbers = [...material.matchAll(/\[\[(\d+):/g)].map(([, number]) => Number(number))
    return { lines: numbers.map((line) => ({ line, speaker: 'Mrs. Hill' })) }
  })
  await using studio = await openCastingStudio(true, model.environment)
  const projectId = await studio.addProject(chapters)
  const cast = await findCast(studio, projectId)
  assert.equal(cast.language_model, 'fake-model')
  assert.equal(model.questions.length, 2)
  assert.match(JSON.stringify(model.questions[0]!.schema), /Mr\. Brown.*Anna.*Mrs\. Hill.*nobody of these/)
  assert.match(model.questions[0]!.material, /\[\[1: “Good morning, Anna,”\]\] said Mr\. Brown/)
  const lines = linesOf(cast, 0)
  // What the text says counts more than what the model does.
  assert.deepEqual(lines, ['Mr. Brown', 'Mr. Brown', 'Anna', 'Mrs. Hill', 'Mrs. Hill'])
  assert.equal(cast.lines[3].evidence, 'model')
})

test('proof: without an answer of the language model the rules count', async () => {
  await using model = await openFakeLanguageModel(() => ({ lines: [{ line: 1, speaker: 'Somebody' }] }))
  await using studio = await openCastingStudio(true, model.environment, /The language model does not say/)
  const cast = await findCast(studio, await studio.addProject(chapters))
  assert.deepEqual(countsOf(cast), { 'Mr. Brown': 4, Anna: 2, 'Mrs. Hill': 1 })
  assert.equal(cast.language_model, null, 'it did not help')
})

test('proof: a language model that fails chapter after chapter is not asked for all of a long book', async () => {
  await using model = await openFakeLanguageModel(() => (response) => sendJson(response, 404, {}))
  await using studio = await openCastingStudio(true, model.environment, /The language model does not say/)
  const book = Array.from({ length: 5 }, () => chapters).flat()
  await findCast(studio, await studio.addProject(book))
  assert.equal(model.questions.length, 3)
})

type Character = { character_id: string; name: string; gender: string; voice_id: string; line_count: number }
type Line = { line_id: string; chapter_id: string; character_id: string; evidence: string }

function openCastingStudio(isWorking = true, environment = {}, mayLog?: RegExp): Promise<TestStudio> {
  const { engines, environment: own } = castStudio()
  return openTestStudio({ engines, environment: { ...own, ...environment }, isWorking, mayLog })
}

function castPath(projectId: string): string {
  return `/lectern/v1/projects/${projectId}/cast`
}

async function findCast(studio: TestStudio, projectId: string, body: object = {}): Promise<Answer['body']> {
  await studio.api.post(`${castPath(projectId)}/find`, body)
  return until('the cast is found', async () => {
    const cast = (await studio.api.get(castPath(projectId))).body
    return cast.state === 'ready' && cast
  })
}

function countsOf(cast: Answer['body']): Record<string, number> {
  const characters = cast.characters as Character[]
  return Object.fromEntries(characters.filter((one) => one.line_count > 0).map((one) => [one.name, one.line_count]))
}

/** Who says the lines of a chapter. */
function linesOf(cast: Answer['body'], chapter: number): string[] {
  const names = new Map(cast.characters.map((one: Character) => [one.character_id, one.name]))
  const ids = [...new Set(cast.lines.map((line: Line) => line.chapter_id))]
  return cast.lines
    .filter((line: Line) => line.chapter_id === ids[chapter])
    .map((line: Line) => names.get(line.character_id))
}

async function nodesOf(studio: TestStudio, chapter: Parameters<TestStudio['read']>[0], block: number) {
  const { content } = await studio.read(chapter)
  return content.blocks[block].nodes.map((node: { voice_id: string; text: string }) => [node.voice_id, node.text])
}
