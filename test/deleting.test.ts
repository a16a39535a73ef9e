import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leftOvers, untilNoJobs } from './left-overs.ts'
import { SpeechGate } from './speech-gate.ts'
import { chapterPath, openTestStudio, snapshotPath } from './studio.ts'

test('a chapter that is deleted while it is converted takes its conversion with it', async () => {
  const gate = new SpeechGate()
  await using studio = await openTestStudio({ beforeSpeak: gate.pass })
  const chapter = await studio.addChapter(['It was dark.', 'Rain fell.'])
  await studio.api.post(`${chapterPath(chapter)}/convert`)
  await gate.untilReached()
  await studio.api.delete(chapterPath(chapter))
  await untilNoJobs(studio)
  assert.equal((await studio.api.get(chapterPath(chapter), 404)).body.detail.code, 'chapter_not_found')
  assert.equal((await studio.untilIdle(chapter.projectId)).chapters.length, 0)
  assert.deepEqual(await leftOvers(studio), { projects: 1 })
  assert.deepEqual(studio.spoken(), [])
})

test('proof: a project goes on without a chapter that is deleted while it is converted', async () => {
  const gate = new SpeechGate()
  await using studio = await openTestStudio({ beforeSpeak: gate.pass })
  const projectId = await studio.addProject([['One.'], ['Two.'], ['Three.']])
  const [, second] = await studio.listChapters(projectId)
  await studio.api.post(`/v1/studio/projects/${projectId}/convert`)
  await gate.untilReached()
  await studio.api.delete(chapterPath(second!))
  gate.open()
  await studio.untilIdle(projectId)
  const { character_alignments } = await studio.latestSnapshot(projectId)
  const texts = character_alignments.map((one: { characters: string[] }) => one.characters.join(''))
  assert.deepEqual(texts, ['One.', 'Three.'])
  await untilNoJobs(studio)
})

test('a project that is deleted while it is converted leaves no row and no job behind', async () => {
  const gate = new SpeechGate()
  await using studio = await openTestStudio({ beforeSpeak: gate.pass })
  const projectId = await studio.addProject([['One.', 'Once more.'], ['Two.']])
  await studio.api.post(`/v1/studio/projects/${projectId}/convert`)
  await gate.untilReached()
  await studio.api.delete(`/v1/studio/projects/${projectId}`)
  await studio.api.get(`/v1/studio/projects/${projectId}`, 404)
  await untilNoJobs(studio)
  assert.deepEqual(await leftOvers(studio), {})
  assert.deepEqual(studio.spoken(), [])
})

test('a cancelled conversion ends in the middle of an utterance and keeps what was spoken', async () => {
  const gate = new SpeechGate()
  await using studio = await openTestStudio({ beforeSpeak: gate.pass, environment: { LECTERN_SPEECH_PROCESSES: '1' } })
  const chapter = await studio.addChapter(['One.', 'Two.', 'Three.'])
  await studio.api.post(`${chapterPath(chapter)}/convert`)
  await gate.untilReached()
  gate.letOneGo()
  await gate.untilReached(2)
  await studio.api.post(`/lectern/v1/projects/${chapter.projectId}/cancel`)
  const { state, last_conversion_error, statistics } = await studio.read(chapter)
  assert.deepEqual(
    [state, last_conversion_error, statistics.paragraphs_converted],
    ['default', 'The conversion was cancelled; what was spoken is kept.', 1],
  )
  await untilNoJobs(studio)
  assert.deepEqual(await studio.listSnapshots(chapter), [])
  gate.open()
  await studio.convert(chapter)
  assert.deepEqual(studio.spoken(), ['One.', 'Two.', 'Three.'])
})

test('snapshots go with their project', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['It was dark.'])
  await studio.convertProject(chapter.projectId)
  const snapshots = await Promise.all([studio.latestSnapshot(chapter), studio.latestSnapshot(chapter.projectId)])
  await studio.api.delete(`/v1/studio/projects/${chapter.projectId}`)
  for (const snapshot of snapshots) {
    await studio.api.get(snapshotPath(snapshot), 404)
    await studio.api.post(`${snapshotPath(snapshot)}/stream`, {}, 404)
  }
  assert.deepEqual(await leftOvers(studio), {})
})

test('a project snapshot plays a chapter that was deleted later', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject([['One.'], ['Two.']])
  await studio.convertProject(projectId)
  const [first] = await studio.listChapters(projectId)
  const snapshot = await studio.latestSnapshot(projectId)
  await studio.api.delete(chapterPath(first!))
  assert.deepEqual(await studio.latestSnapshot(projectId), snapshot)
  assert.ok((await studio.stream(snapshot)).length > 10_000)
})
