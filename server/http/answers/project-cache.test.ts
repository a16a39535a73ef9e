import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq, sql } from 'drizzle-orm'
import type { ProjectId } from '#server/base/ids.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { deleteProject, editProject } from '#server/projects/edit-project.ts'
import { bumpRevisionsOfTakes } from '#server/projects/revision.ts'
import { blocks, plannedTakes } from '#server/storage/schema.ts'
import type { Studio } from '#server/studio.ts'
import { insertTake, toTakeRow } from '#server/takes/take-store.ts'
import { createTestProject, openTestNeeds, paragraph } from '#test/projects.ts'
import { until } from '#test/until.ts'
import type { InTurn } from './making.ts'
import { openProjectCache } from './project-cache.ts'

let needs: Awaited<ReturnType<typeof openTestNeeds>>
let studio: Studio
before(async () => {
  needs = await openTestNeeds()
  studio = needs as Pick<Studio, 'db' | 'voices'> as Studio
})
after(() => needs[Symbol.asyncDispose]())

const voices = { defaultTitleVoiceId: 'tone-a', defaultParagraphVoiceId: 'tone-a' }

/** Nobody has to wait for their turn. */
const atOnce: InTurn = (work) => work()

test('a project that does not change is answered with the very same bytes, one that changes at once with new ones', async () => {
  const { project } = await createTestProject(needs, [paragraph('One.')])
  const cache = openProjectCache()
  await cache.get(studio, project.id, 'admin', atOnce) // plans the project
  const before = await cache.get(studio, project.id, 'admin', atOnce)
  assert.equal(await cache.get(studio, project.id, 'admin', atOnce), before)
  await editProject(needs, project.id, { ...voices, title: 'New title' })
  const after = await cache.get(studio, project.id, 'admin', atOnce)
  assert.deepEqual([titleOf(before), titleOf(after)], [null, 'New title'])
})

test('many who ask at the same time get what one of them reads', async () => {
  const { project } = await createTestProject(needs, [])
  const cache = openProjectCache()
  const answers = await Promise.all([1, 2, 3, 4].map(() => cache.get(studio, project.id, 'viewer', atOnce)))
  assert.ok(answers.every((answer) => answer.bytes.toString() === answers[0]!.bytes.toString()))
})

test('so many bytes of answers are kept, and not so many answers of any length', async () => {
  const cache = openProjectCache(300_000)
  const made = []
  for (const name of ['a', 'b', 'c']) made.push((await createTestProject(needs, [paragraph(name)])).project.id)
  for (const id of made) await editProject(needs, id, { ...voices, title: 'x'.repeat(50_000) })
  const answers = new Map<ProjectId, unknown>()
  for (const id of made) {
    await cache.get(studio, id, 'admin', atOnce) // plans the project
    answers.set(id, await cache.get(studio, id, 'admin', atOnce))
  }
  const [first, , last] = made as [ProjectId, ProjectId, ProjectId]
  assert.equal(await cache.get(studio, last, 'admin', atOnce), answers.get(last))
  assert.notEqual(await cache.get(studio, first, 'admin', atOnce), answers.get(first))
  for (const id of made) await deleteProject(needs.db, id)
})

test('a take that someone waits for is shown at once, one that nobody waits for a little later', async () => {
  const { project } = await createTestProject(needs, [paragraph('One.'), paragraph('Three.')])
  const cache = openProjectCache()
  const convertedCharacters = async () =>
    read(await cache.get(studio, project.id, 'admin', atOnce)).chapters[0].statistics.characters_converted
  await convertedCharacters() // plans the project
  assert.equal(await convertedCharacters(), 0)
  await keepTake('One.', true)
  assert.equal(await convertedCharacters(), 4)
  await keepTake('Three.', false)
  await until('the other take is shown', async () => (await convertedCharacters()) === 10)
})

test('an edit is shown at once, also right after a take that is not shown yet', async () => {
  const { project } = await createTestProject(needs, [paragraph('Four.')])
  const cache = openProjectCache()
  await cache.get(studio, project.id, 'admin', atOnce)
  await keepTake('Four.', false)
  await cache.get(studio, project.id, 'admin', atOnce)
  await editProject(needs, project.id, { ...voices, title: 'New title' })
  assert.equal(titleOf(await cache.get(studio, project.id, 'admin', atOnce)), 'New title')
})

test('each role gets its own answer', async () => {
  const { project } = await createTestProject(needs, [])
  const cache = openProjectCache()
  const levels = await Promise.all(
    (['admin', 'viewer'] as const).map(
      async (role) => read(await cache.get(studio, project.id, role, atOnce)).access_level,
    ),
  )
  assert.deepEqual(levels, ['admin', 'viewer'])
})

test('a deleted or unknown project is not answered from the cache', async () => {
  const { project } = await createTestProject(needs, [])
  const cache = openProjectCache()
  await cache.get(studio, project.id, 'admin', atOnce)
  await deleteProject(needs.db, project.id)
  await assert.rejects(cache.get(studio, project.id, 'admin', atOnce), { code: 'project_not_found' })
  await assert.rejects(cache.get(studio, 'none' as ProjectId, 'admin', atOnce), { code: 'project_not_found' })
})

test('when voices come or go, a project is looked at anew', async () => {
  const { project } = await createTestProject(needs, [paragraph('Five.')])
  const cache = openProjectCache()
  await cache.get(studio, project.id, 'admin', atOnce) // plans the project
  const before = await cache.get(studio, project.id, 'admin', atOnce)
  const changed = { ...studio, voices: { ...needs.voices, revision: needs.voices.revision + 1 } }
  assert.notEqual(await cache.get(changed, project.id, 'admin', atOnce), before)
  assert.equal(await cache.get(studio, project.id, 'admin', atOnce), before)
})

test('what has to be made waits for the turn of whoever has theirs first, and what is made for none', async () => {
  const { project } = await createTestProject(needs, [])
  const cache = openProjectCache()
  const gone = AbortSignal.abort(new Error('gone'))
  const never: InTurn = async () => Promise.reject(gone.reason)
  await assert.rejects(cache.get(studio, project.id, 'viewer', never), { message: 'gone' })
  const whenever = Promise.withResolvers<void>()
  const later: InTurn = async (work) => whenever.promise.then(work)
  const waiting = cache.get(studio, project.id, 'viewer', later)
  const made = await cache.get(studio, project.id, 'viewer', atOnce)
  assert.equal(await cache.get(studio, project.id, 'viewer', never), made)
  whenever.resolve()
  assert.equal(await waiting, made)
})

/** Keeps the take of a text, as a worker does. */
async function keepTake(text: string, isAwaited: boolean): Promise<void> {
  const [planned] = await needs.db
    .select({ key: plannedTakes.takeKey })
    .from(plannedTakes)
    .innerJoin(blocks, eq(blocks.id, plannedTakes.blockId))
    .where(sql`${blocks.nodes}->0->>'text' = ${text}`)
  const utterance = { text, phonemes: [], voice: 'a', language: 'en', settings: {} }
  const { track, alignment, warnings } = await openToneEngine().speak(utterance, new AbortController().signal)
  const take = {
    key: planned!.key,
    engineId: 'tone',
    voice: 'a',
    spoken: utterance,
    track,
    alignment: alignment!,
    warnings,
  }
  await insertTake(needs.db, toTakeRow(take))
  await bumpRevisionsOfTakes(needs.db, [take.key], isAwaited)
}

function read({ bytes }: { bytes: unknown }) {
  return JSON.parse(String(bytes))
}

function titleOf(answer: { bytes: unknown }): string | null {
  return read(answer).title
}
