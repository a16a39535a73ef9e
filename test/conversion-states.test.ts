import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eq } from 'drizzle-orm'
import type { ProjectId } from '#server/base/ids.ts'
import { cancelConversions } from '#server/converting/cancel-conversion.ts'
import { listRunning } from '#server/converting/conversion-store.ts'
import { startConversion } from '#server/converting/start-conversion.ts'
import type { JobRun } from '#server/jobs/run-job.ts'
import { getRevision } from '#server/projects/find-project.ts'
import { startWorking } from '#server/start-working.ts'
import type { Database } from '#server/storage/database.ts'
import { callbacks } from '#server/storage/schema.ts'
import { SpeechGate } from './speech-gate.ts'
import { chapterPath, openTestStudio, type TestStudio, toBlock } from './studio.ts'
import { until } from './until.ts'

test('a project waits in the queue, is converted and is idle again; its chapter is converting all the while', async () => {
  const gate = new SpeechGate()
  await using studio = await openTestStudio({ beforeSpeak: gate.pass, isWorking: false })
  const chapter = await studio.addChapter(['It was dark.'])
  await studio.api.post(`/v1/studio/projects/${chapter.projectId}/convert`)
  assert.deepEqual(await states(studio, chapter.projectId), ['in_queue', 'converting'])
  await startWorking(studio.studio)
  await gate.untilReached()
  const isConverting = async () => (await states(studio, chapter.projectId)).join() === 'converting,converting'
  await until('the start of the conversion is shown', isConverting) // as progress is: a little later
  gate.open()
  const project = await studio.untilIdle(chapter.projectId)
  assert.equal(project.chapters[0].state, 'default')
  assert.equal(project.chapters[0].conversion_progress, null)
  assert.ok(project.last_conversion_date_unix > 0 && project.chapters[0].last_conversion_date_unix > 0)
  assert.deepEqual([project.can_be_downloaded, project.chapters[0].can_be_downloaded], [true, true])
})

test('that a conversion has begun is shown at once; that further chapters begin may be shown a little later', async () => {
  await using studio = await openTestStudio({ isWorking: false })
  const { db } = studio.studio
  const projectId = (await studio.addProject([['One.'], ['Two.']])) as ProjectId
  await studio.api.post(`/v1/studio/projects/${projectId}/convert`)
  const run = { signal: new AbortController().signal, completeIn: async () => {} } as unknown as JobRun
  const progress = []
  for (const { id, chapterId } of await listRunning(db, projectId)) {
    if (chapterId) await startConversion(studio.studio, { conversionId: id }, run)
    if (chapterId) progress.push((await getRevision(db, projectId)).progress)
  }
  assert.deepEqual(progress, [0, 1])
  assert.deepEqual(await states(studio, projectId), ['converting', 'converting'])
})

test('a book of many chapters is cancelled with as many statements as one of two', async () => {
  await using studio = await openTestStudio({ isWorking: false, environment: { LECTERN_ALLOW_PRIVATE_URLS: '1' } })
  const { db } = studio.studio
  const counts = []
  for (const chapters of [2, 12]) {
    const content = Array.from({ length: chapters }, (_, n) => [`Chapter ${n}.`])
    const projectId = await studio.addProject(content, { callback_url: 'http://127.0.0.1:9/', auto_convert: 'true' })
    const counted = countStatements(db)
    await cancelConversions({ ...studio.studio, db: counted.db }, projectId as ProjectId)
    counts.push(counted.count())
    assert.equal(await db.$count(callbacks, eq(callbacks.projectId, projectId as ProjectId)), chapters + 1)
    assert.deepEqual(await listRunning(db, projectId as ProjectId), [])
  }
  assert.equal(counts[0], counts[1])
})

test('a project is being created until its document is imported, and cannot be converted before', async () => {
  await using studio = await openTestStudio({ isWorking: false })
  const document = new File(['It was dark.\n\nRain fell.'], 'night.txt', { type: 'text/plain' })
  const { body } = await studio.api.form('/v1/studio/projects', { name: 'Night', from_document: document })
  const { project_id: projectId, state, creation_meta } = body.project
  assert.deepEqual([state, creation_meta.status, creation_meta.creation_progress], ['creating', 'pending', 0])
  const refused = await studio.api.post(`/v1/studio/projects/${projectId}/convert`, undefined, 409)
  assert.equal(refused.body.detail.code, 'already_processing')
  await startWorking(studio.studio)
  const project = await studio.untilIdle(projectId)
  assert.deepEqual([project.creation_meta.status, project.creation_meta.creation_progress], ['finished', 1])
  await studio.convertProject(projectId)
  assert.equal((await studio.listSnapshots(projectId)).length, 1)
})

test('what is being converted cannot be converted a second time, and ends with one snapshot', async () => {
  const gate = new SpeechGate()
  await using studio = await openTestStudio({ beforeSpeak: gate.pass })
  const chapter = await studio.addChapter(['It was dark.'])
  await studio.api.post(`${chapterPath(chapter)}/convert`)
  await gate.untilReached()
  for (const path of [chapterPath(chapter), `/v1/studio/projects/${chapter.projectId}`]) {
    const { body } = await studio.api.post(`${path}/convert`, undefined, 409)
    assert.equal(body.detail.code, 'already_processing')
  }
  gate.open()
  await studio.untilConverted(chapter)
  assert.equal((await studio.listSnapshots(chapter)).length, 1)
  assert.deepEqual(studio.spoken(), ['It was dark.'])
})

test('a chapter cannot be converted alone while its project is', async () => {
  const gate = new SpeechGate()
  await using studio = await openTestStudio({ beforeSpeak: gate.pass })
  const projectId = await studio.addProject([['One.'], ['Two.']])
  await studio.api.post(`/v1/studio/projects/${projectId}/convert`)
  for (const chapter of await studio.listChapters(projectId)) {
    const { body } = await studio.api.post(`${chapterPath(chapter)}/convert`, undefined, 409)
    assert.equal(body.detail.code, 'already_processing')
  }
  gate.open()
  await studio.untilIdle(projectId)
})

test('of many requests to convert at the same moment one is taken', async () => {
  await using studio = await openTestStudio({ isWorking: false })
  const chapter = await studio.addChapter(['It was dark.'])
  const paths = [chapterPath(chapter), `/v1/studio/projects/${chapter.projectId}`]
  const asked = Array.from({ length: 12 }, (_, index) =>
    studio.api.fetch(`${paths[index % 2]}/convert`, { method: 'POST' }),
  )
  const statuses = (await Promise.all(asked)).map((answer) => answer.status)
  assert.deepEqual(statuses.toSorted(), [200, ...Array(11).fill(409)])
})

test('progress rises with each paragraph that is spoken', async () => {
  const gate = new SpeechGate()
  await using studio = await openTestStudio({ beforeSpeak: gate.pass, environment: { LECTERN_SPEECH_PROCESSES: '1' } })
  const chapter = await studio.addChapter(['One two.', 'Two two.', 'Six two.', 'Ten two.'])
  await studio.api.post(`${chapterPath(chapter)}/convert`)
  for (const progress of [0, 0.25, 0.5, 0.75]) {
    await gate.untilReached(1 + progress * 4)
    assert.equal((await studio.read(chapter)).conversion_progress, progress)
    gate.letOneGo()
  }
  const { conversion_progress } = await studio.untilConverted(chapter)
  assert.equal(conversion_progress, null)
})

test('proof: converting when nothing changed publishes a further snapshot that plays the same', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['It was dark.'])
  await studio.convert(chapter)
  await studio.convert(chapter)
  const snapshots = await studio.listSnapshots(chapter)
  assert.equal(new Set(snapshots.map((snapshot) => snapshot.chapter_snapshot_id)).size, 2)
  const [second, first] = await Promise.all(snapshots.map((snapshot) => studio.stream(snapshot)))
  assert.deepEqual(first, second)
  assert.deepEqual(studio.spoken(), ['It was dark.'])
})

test('proof: nobody who looks while a conversion ends sees it ended without its date and its snapshot', async () => {
  await using studio = await openTestStudio()
  for (let round = 0; round < 2; round++) {
    const chapter = await studio.addChapter([`Round ${round}.`])
    await studio.api.post(`${chapterPath(chapter)}/convert`)
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => [
        await studio.untilConverted(chapter),
        await studio.untilIdle(chapter.projectId),
      ]),
    )
    for (const [alone, project] of answers) {
      for (const ended of [alone, project.chapters[0]]) {
        assert.deepEqual([ended.last_conversion_date_unix > 0, ended.can_be_downloaded], [true, true])
      }
    }
  }
})

test('a chapter or project without anything to say is refused, and stays as it was', async () => {
  await using studio = await openTestStudio()
  for (const paragraphs of [[], [''], ['***', ' ', '🎉']]) {
    const chapter = await studio.addChapter(paragraphs)
    for (const path of [chapterPath(chapter), `/v1/studio/projects/${chapter.projectId}`]) {
      const { body } = await studio.api.post(`${path}/convert`, undefined, 400)
      assert.equal(body.detail.code, 'empty_text')
    }
    assert.equal((await studio.read(chapter)).state, 'default')
  }
})

test('an empty chapter of a project is skipped, and has no snapshot', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject([['One.'], [], ['***'], ['Two.']])
  const project = await studio.convertProject(projectId)
  assert.deepEqual(
    project.chapters.map((chapter: { can_be_downloaded: boolean }) => chapter.can_be_downloaded),
    [true, false, false, true],
  )
  const counts = (await studio.listChapters(projectId)).map(async (one) => (await studio.listSnapshots(one)).length)
  assert.deepEqual(await Promise.all(counts), [1, 0, 0, 1])
  assert.equal((await studio.latestSnapshot(projectId)).character_alignments.length, 2)
})

test('an edit while converting belongs to the next conversion', async () => {
  const gate = new SpeechGate()
  await using studio = await openTestStudio({ beforeSpeak: gate.pass })
  const chapter = await studio.addChapter(['It was dark.', 'Rain fell.'])
  await studio.api.post(`${chapterPath(chapter)}/convert`)
  await gate.untilReached()
  await studio.edit(chapter, ['It was dark.', 'Snow fell.'])
  gate.open()
  const { statistics } = await studio.untilConverted(chapter)
  assert.deepEqual([statistics.paragraphs_converted, statistics.paragraphs_unconverted], [1, 1])
  assert.deepEqual(await textOf(studio, chapter), 'It was dark.Rain fell.')
  await studio.convert(chapter)
  assert.deepEqual(await textOf(studio, chapter), 'It was dark.Snow fell.')
})

test('two chapters of a project are converted at once', async () => {
  const gate = new SpeechGate()
  await using studio = await openTestStudio({ beforeSpeak: gate.pass })
  const chapters = await studio.listChapters(await studio.addProject([['One.'], ['Two.']]))
  for (const chapter of chapters) await studio.api.post(`${chapterPath(chapter)}/convert`)
  await gate.untilReached(2)
  gate.open()
  for (const chapter of chapters) {
    await studio.untilConverted(chapter)
    assert.equal((await studio.listSnapshots(chapter)).length, 1)
  }
})

test('proof: blocks added to an empty chapter can be converted', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject([])
  const { body } = await studio.api.post(`/v1/studio/projects/${projectId}/chapters`, { name: 'New' })
  const chapter = { projectId, chapterId: body.chapter.chapter_id }
  await studio.write(chapter, [toBlock('Now there is a word.')])
  await studio.convertProject(projectId)
  assert.equal((await studio.listSnapshots(projectId)).length, 1)
})

/** Of the project, and of its first chapter. */
async function states(studio: TestStudio, projectId: string): Promise<[string, string]> {
  const { body } = await studio.api.get(`/v1/studio/projects/${projectId}`)
  return [body.state, body.chapters[0].state]
}

async function textOf(studio: TestStudio, chapter: { projectId: string; chapterId: string }): Promise<string> {
  const { character_alignments } = await studio.latestSnapshot(chapter)
  return character_alignments.flatMap((one: { characters: string[] }) => one.characters).join('')
}

/** A database that counts what is asked of it. */
function countStatements(db: Database): { db: Database; count(): number } {
  let count = 0
  const asked = ['select', 'insert', 'update', 'delete', 'execute']
  const counting = <Part extends object>(part: Part): Part =>
    new Proxy(part, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          if (asked.includes(String(name))) count++
          if (name !== 'transaction') return value.apply(target, args)
          const [work] = args as [(inside: object) => unknown]
          return value.call(target, (inside: object) => work(counting(inside)))
        }
      },
    })
  return { db: counting(db), count: () => count }
}
