import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { defaultVoiceSettings } from '#server/engines/engine.ts'
import { editVoiceSettings } from '#server/voices/voice-settings.ts'
import { openTestNeeds, paragraph } from '#test/projects.ts'
import { listBlocks, listChapters } from './chapters.ts'
import { blankChapters, createProject } from './create-project.ts'
import { getProject, getRevision, listProjects, listProjectVoices } from './find-project.ts'

let needs: Awaited<ReturnType<typeof openTestNeeds>>
before(async () => void (needs = await openTestNeeds()))
after(() => needs[Symbol.asyncDispose]())

test('a project of which only the name is told has the default voice and an empty chapter', async () => {
  const project = await createProject(needs, { name: 'Book' }, blankChapters)
  assert.deepEqual(await getProject(needs.db, project.id), project)
  assert.deepEqual([project.name, project.qualityPreset, project.creationStatus], ['Book', 'standard', 'finished'])
  const [voice, ...others] = await listProjectVoices(needs.db, project.id)
  assert.deepEqual([voice!.voiceId, others], ['tone-a', []])
  assert.deepEqual([project.defaultTitleVoiceRefId, project.defaultParagraphVoiceRefId], [voice!.refId, voice!.refId])
  const [chapter, ...more] = await listChapters(needs.db, project.id)
  assert.deepEqual([chapter!.name, more], ['Chapter 1', []])
  assert.deepEqual(await listBlocks(needs.db, chapter!.id), [])
})

test('what is told of a project is kept', async () => {
  const told = { title: 'T', author: 'A', language: 'en', isbnNumber: '9', volumeNormalization: true, genres: ['g'] }
  const project = await createProject(needs, { name: 'Book', qualityPreset: 'high', ...told }, [])
  assert.deepEqual({ ...project, qualityPreset: 'high', ...told }, project)
})

test('chapters and blocks stand in the order in which they were given', async () => {
  const chapters = ['One', 'Two', 'Three'].map((name) => ({ name, blocks: [paragraph(name), paragraph('Then.')] }))
  const { id } = await createProject(needs, { name: 'Book' }, chapters)
  const stored = await listChapters(needs.db, id)
  assert.deepEqual(
    stored.map(({ name, position }) => [name, position]),
    [
      ['One', 0],
      ['Two', 1],
      ['Three', 2],
    ],
  )
  const texts = (await listBlocks(needs.db, stored[1]!.id)).map((block) => block.nodes[0]!.text)
  assert.deepEqual(texts, ['Two', 'Then.'])
})

test('a voice sounds as the project says, else as was stored for it, else as by default', async () => {
  await editVoiceSettings(needs.db, 'flite-rms', { speed: 1.5, style: 0.5 })
  const { id } = await createProject(
    needs,
    {
      name: 'Book',
      defaultTitleVoiceId: 'flite-rms',
      defaultParagraphVoiceId: 'flite-slt',
      voiceSettings: [{ voiceId: 'flite-rms', speed: 2 }],
    },
    [{ name: 'One', blocks: [paragraph('A.', 'tone-b')] }],
  )
  const voices = await listProjectVoices(needs.db, id)
  assert.deepEqual(
    voices.map(({ voiceId, position, speed, style }) => ({ voiceId, position, speed, style })),
    [
      { voiceId: 'flite-rms', position: 0, speed: 2, style: 0.5 },
      { voiceId: 'flite-slt', position: 1, speed: defaultVoiceSettings.speed, style: 0 },
      { voiceId: 'tone-b', position: 2, speed: 1, style: 0 },
    ],
  )
})

test('proof: a project of more blocks than one statement takes is whole', async () => {
  const blocks = Array.from({ length: 4_500 }, (_, index) => paragraph(`${index}`))
  const { id } = await createProject(needs, { name: 'Long' }, [{ name: 'One', blocks }])
  const [chapter] = await listChapters(needs.db, id)
  const texts = (await listBlocks(needs.db, chapter!.id)).map((block) => block.nodes[0]!.text)
  assert.deepEqual(
    texts,
    blocks.map((block) => block.nodes[0]!.text),
  )
})

test('a project that cannot be made leaves nothing behind', async () => {
  const before = (await Array.fromAsync(listProjects(needs.db))).flat().length
  const chapters = [{ name: 'One', blocks: [paragraph('A.'), paragraph('B.', 'nobody')] }]
  await assert.rejects(createProject(needs, { name: 'Book' }, chapters), { code: 'voice_not_found' })
  const withUnknownVoice = { name: 'Book', defaultTitleVoiceId: 'nobody' }
  await assert.rejects(createProject(needs, withUnknownVoice, []), { code: 'voice_not_found' })
  assert.equal((await Array.fromAsync(listProjects(needs.db))).flat().length, before)
})

test('projects are listed newest first', async () => {
  const first = await createProject(needs, { name: 'First' }, [])
  const second = await createProject(needs, { name: 'Second' }, [])
  const ids = (await Array.fromAsync(listProjects(needs.db))).flat().map((project) => project.id)
  assert.deepEqual(ids.slice(0, 2), [second.id, first.id])
  assert.ok((await getRevision(needs.db, first.id)).count >= 0)
})
