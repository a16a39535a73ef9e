import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId, type ProjectVoiceId } from '#server/base/ids.ts'
import { projectVoices } from '#server/storage/schema.ts'
import { createTestProject, openTestNeeds } from '#test/projects.ts'
import { listProjectVoices } from './find-project.ts'
import { ensureProjectVoices, newProjectVoices } from './project-voices.ts'

let needs: Awaited<ReturnType<typeof openTestNeeds>>
before(async () => void (needs = await openTestNeeds()))
after(() => needs[Symbol.asyncDispose]())

test('a voice that is asked for twice comes once, under the name that people know', async () => {
  const { project } = await createTestProject(needs, [])
  const voices = await newProjectVoices(needs, project.id, ['tone-b', 'tone-a', 'tone-b'], [], 3)
  assert.deepEqual(
    voices.map(({ voiceId, position, alias }) => [voiceId, position, alias]),
    [
      ['tone-b', 3, 'Tone B'],
      ['tone-a', 4, 'Tone A'],
    ],
  )
})

test('a voice that a project has is not added again, and all references to it are told in order', async () => {
  const { project } = await createTestProject(needs, [])
  const [first] = await listProjectVoices(needs.db, project.id)
  const second = { ...first!, refId: newId<ProjectVoiceId>(), position: 1, speed: 2 }
  await needs.db.insert(projectVoices).values(second)
  const refs = await ensureProjectVoices(needs, project.id, ['tone-a', 'tone-b', 'tone-b'])
  assert.deepEqual(refs.get('tone-a'), [first!.refId, second.refId])
  const voices = await listProjectVoices(needs.db, project.id)
  assert.deepEqual(
    voices.map((voice) => voice.voiceId),
    ['tone-a', 'tone-a', 'tone-b'],
  )
  assert.deepEqual(refs.get('tone-b'), [voices[2]!.refId])
})

test('an unknown voice is refused', async () => {
  const { project } = await createTestProject(needs, [])
  await assert.rejects(ensureProjectVoices(needs, project.id, ['nobody']), { code: 'voice_not_found' })
})

test('a project has a thousand voices at most, also where every id means some voice', async () => {
  const { project } = await createTestProject(needs, [])
  const lenient = { ...needs, voices: { ...needs.voices, get: () => needs.voices.get('tone-a') } }
  const others = Array.from({ length: 1_000 }, (_, index) => `voice ${index}`)
  const refusal = { code: 'invalid_parameters', message: 'A project has 1000 voices, not 1001.' }
  await assert.rejects(ensureProjectVoices(lenient, project.id, others), refusal)
  const refs = await ensureProjectVoices(lenient, project.id, others.slice(1))
  assert.equal(refs.size, 1_000)
})
