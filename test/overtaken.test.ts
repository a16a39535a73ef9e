import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import type { ProjectId } from '#server/base/ids.ts'
import { cancelCast, findCast, giveUpCast } from '#server/casting/find-cast.ts'
import { listRunning } from '#server/converting/conversion-store.ts'
import { publishChapter } from '#server/converting/publish-chapter.ts'
import { giveUpBatch, speakBatch } from '#server/converting/speak-batch.ts'
import { startConversion } from '#server/converting/start-conversion.ts'
import { copySource } from '#server/importing/copy-source.ts'
import { giveUpImport, type ImportJob, importProject } from '#server/importing/import-project.ts'
import { openSweeper } from '#server/jobs/end-stranded.ts'
import type { JobEnd, JobRun } from '#server/jobs/run-job.ts'
import type { Turn } from '#server/podcasts/podcast.ts'
import { storeScript } from '#server/podcasts/podcast-store.ts'
import { giveUpPodcast, writePodcast } from '#server/podcasts/write-podcast.ts'
import { setCover } from '#server/projects/cover.ts'
import { updateProject } from '#server/projects/edit-project.ts'
import { lockProject } from '#server/projects/find-project.ts'
import { type CastJob, queueAssigning } from '#server/projects/queue-cast.ts'
import { type SpeakBatch, speakQueue } from '#server/speaking/speak-queue.ts'
import { awaitedOutcomes } from '#server/start-working.ts'
import type { Answer } from './api-client.ts'
import { aPng } from './exports.ts'
import { podcastBody } from './podcasts.ts'
import { chapterPath, openTestStudio, type TestChapter, type TestStudio, toBlock } from './studio.ts'
import { aStyledBook } from './styled-book.ts'
import { until } from './until.ts'

// Work is done by hand here, so that something else comes in between: whoever was overtaken changes nothing, and nobody
// waits for him.

let studio: TestStudio
/** How many transactions stood still while a file of a kind was stored. */
const heldMeanwhile = new Map<string, number>()
before(async () => {
  studio = await openTestStudio({
    isWorking: false,
    environment: { LECTERN_ALLOW_PRIVATE_URLS: '1' },
    mayLog: /nobody worked on it|does not say who speaks/,
    files: (real) => ({
      ...real,
      async put(key, content) {
        heldMeanwhile.set(key.split('/')[0]!, await countTransactions())
        await real.put(key, content)
      },
    }),
  })
})
after(() => studio[Symbol.asyncDispose]())

const never = new AbortController().signal
const run = runOf(never)
const dialogue = ['“Good morning, Anna,” said Mr. Brown.', '“So it does,” answered Anna.', '“I will,” she said.']

test('voices are assigned also when somebody was just looking for the cast', async () => {
  const projectId = await addProject([dialogue])
  await studio.api.post(`/lectern/v1/projects/${projectId}/cast/find`)
  await studio.studio.db.transaction((db) =>
    queueAssigning({ ...studio.studio, db }, projectId, { autoConvert: false }),
  )
  for (const job of await listJobs<CastJob>('cast', projectId)) await findCast(studio.studio, job, run)
  assert.equal(await creationOf(projectId), 'finished')
})

test('a cast that is cancelled as it begins leaves its project to others', async () => {
  const projectId = await addProject([dialogue], { auto_assign_voices: 'true' })
  const [job] = await listJobs<CastJob>('cast', projectId)
  let finding: Promise<void> | undefined
  await studio.studio.db.transaction(async (db) => {
    await lockProject(db, projectId)
    finding = findCast(studio.studio, job!, run)
    await until('it waits for the project', isSomebodyWaiting)
    await cancelCast({ ...studio.studio, db }, projectId)
  })
  await finding
  assert.equal(await creationOf(projectId), 'finished')
})

test('a cast that is cancelled before it is given up does not fail the one that is looked for next', async () => {
  const projectId = await addProject([dialogue])
  const path = `/lectern/v1/projects/${projectId}/cast`
  for (const end of [
    () => studio.api.post(`${path}/cancel`),
    () =>
      studio.studio.db.transaction((db) => queueAssigning({ ...studio.studio, db }, projectId, { autoConvert: false })),
  ]) {
    await studio.api.post(`${path}/find`)
    await studio.studio.db.execute(sql`
      update pgboss.job set name = 'cast-abandoned' where name = 'cast' and data->>'projectId' = ${projectId}`)
    assert.equal((await listJobs('cast-abandoned', projectId)).length, 1)
    await end()
    assert.equal((await listJobs('cast-abandoned', projectId)).length, 0)
  }
})

test('a cast that is to be converted then asks a language model only once its voice is there', async () => {
  const projectId = await addProject([dialogue], { auto_assign_voices: 'true', auto_convert: 'true' })
  const [job] = await listJobs<CastJob>('cast', projectId)
  await studio.studio.db.execute(sql`update project_voices set voice_id = 'tone-gone' where project_id = ${projectId}`)
  let asked = 0
  const askFor = async () => {
    asked++
    throw new StudioError('language_model_failed', 'Nothing to say.')
  }
  const languageModel = { name: 'a model', askFor }
  await assert.rejects(findCast({ ...studio.studio, languageModel }, job!, run), { code: 'voice_not_found' })
  assert.equal(asked, 0)
})

test('a podcast reads its sources only once its voices are there', async () => {
  const source = { type: 'url', url: 'http://127.0.0.1:1/' }
  const { body } = await studio.api.post('/v1/studio/podcasts', podcastBody({ source }))
  const projectId = body.project.project_id as ProjectId
  await studio.studio.db.execute(sql`
    update podcasts set request = jsonb_set(request, '{voiceIds,guest}', '"tone-gone"') where project_id = ${projectId}`)
  await assert.rejects(writePodcast(studio.studio, { projectId }, run), { code: 'voice_not_found' })
})

test('nothing is fetched from others while it cannot be kept', async () => {
  const head = async () => Promise.reject(new StudioError('storage_unavailable', 'The files are away.'))
  const needs = { ...studio.studio, files: { ...studio.studio.files, head } }
  await assert.rejects(copySource(needs, { url: 'http://127.0.0.1:1/' }, never), { code: 'storage_unavailable' })
})

test('an import that is cancelled before it is given up does not fail the document that is sent next', async () => {
  const projectId = await addImport({})
  await studio.studio.db.execute(sql`
    update pgboss.job set name = 'import-abandoned' where name = 'import' and data->>'projectId' = ${projectId}`)
  const [job] = await listJobs<ImportJob>('import-abandoned', projectId)
  await studio.api.post(`/lectern/v1/projects/${projectId}/cancel`)
  assert.equal((await listJobs('import-abandoned', projectId)).length, 0)
  const { source } = job!
  assert.equal('fileKey' in source && (await studio.studio.files.head(source.fileKey)), undefined)
})

test('a project that waits for voices which no job gives it is ended', async () => {
  const projectId = await addProject([dialogue], { auto_assign_voices: 'true' })
  await studio.studio.db.execute(sql`update casts set state = 'ready' where project_id = ${projectId}`)
  await studio.studio.db.execute(sql`delete from pgboss.job where data->>'projectId' = ${projectId}`)
  await sweep(2)
  assert.equal(await creationOf(projectId), 'failed')
})

test('a podcast that has ended stays as it is, whatever a slower worker still has to say of it', async (t) => {
  const patience = AbortSignal.timeout(90_000)
  const page = createServer(async (_request, response) => {
    await giveUpPodcast(studio.studio, { projectId }, { code: 'work_lost', message: 'It was ended meanwhile.' })
    response.setHeader('content-type', 'text/plain').end('The light shone over the sea all night long. '.repeat(30))
  })
  t.after(() => page.close())
  page.listen(0, '127.0.0.1')
  await once(page, 'listening')
  const source = { type: 'url', url: `http://127.0.0.1:${(page.address() as AddressInfo).port}/` }
  const { body } = await studio.api.post('/v1/studio/podcasts', podcastBody({ source }))
  const projectId = body.project.project_id as ProjectId
  await assert.rejects(writePodcast(studio.studio, { projectId }, runOf(patience)), { code: 'job_cancelled' })
  assert.equal(await creationOf(projectId), 'failed')
})

test('a language model that never answers is not waited for chapter by chapter', async () => {
  const projectId = await addProject(Array.from({ length: 5 }, () => dialogue))
  await studio.api.post(`/lectern/v1/projects/${projectId}/cast/find`)
  let asked = 0
  const languageModel = {
    name: 'mute',
    async askFor() {
      asked++
      throw new StudioError('language_model_timeout', 'It took more than 300 s.')
    },
  }
  const needs = { ...studio.studio, languageModel }
  await findCast(needs, { projectId, again: false }, run)
  assert.equal(asked, 1)
  await studio.api.post(`/lectern/v1/projects/${projectId}/cast/find`)
  await findCast(needs, { projectId, again: true }, runOf(never, true))
  assert.equal(asked, 1, 'the last try does without it')
})

test('a conversion whose takes others have made is published, though nobody is left to do its own jobs', async () => {
  const [one, other] = [
    await studio.addChapter(['They heard it twice.']),
    await studio.addChapter(['They heard it twice.']),
  ]
  const blockPath = await speakFirstBlock(other)
  await begin(one)
  const id = await begin(other)
  for (const batch of await listBatches(await begin(one, 'running'))) await speakBatch(studio.studio, batch, run)
  await sweep(2)
  const published = await listJobs('publish', id)
  assert.equal(published.length, 1)
  await publishChapter(studio.studio, id, run)
  assert.equal((await studio.read(other)).last_conversion_error, null)
  assert.equal((await studio.api.get(blockPath)).body.blocks[0].state, 'converted')
})

test('approving a script ends what was being converted and tells so, and waits for a document that is imported', async () => {
  const callback_url = 'http://127.0.0.1:9/'
  const { body } = await studio.api.post('/lectern/v1/podcasts/draft', podcastBody({ callback_url }))
  const projectId = body.project.project_id as ProjectId
  const turns: Turn[] = [{ id: 'one', speaker: 'host', text: 'It was dark.', sources: [] }]
  const pace = { host: 0.05, guest: 0.05 }
  const script = { title: 'Night', language: 'en', languageModel: null, promptVersion: null, turns, pace }
  await storeScript(studio.studio.db, projectId, { script, isApproved: false })
  await updateProject(studio.studio.db, projectId, { creationStatus: 'draft', callbackUrl: callback_url })
  const [chapter] = await studio.listChapters(projectId)
  await studio.write(chapter!, [toBlock('Not what the script says.')])
  await studio.api.post(`${chapterPath(chapter!)}/convert`)
  const approve = `/lectern/v1/projects/${projectId}/script/approve`
  await updateProject(studio.studio.db, projectId, { creationStatus: 'pending' })
  assert.equal((await studio.api.post(approve, undefined, 409)).body.detail.code, 'already_processing')
  await updateProject(studio.studio.db, projectId, { creationStatus: 'draft' })
  await studio.api.post(approve)
  const { callbacks } = (await studio.api.get(`/lectern/v1/callbacks?project_id=${projectId}`)).body
  assert.deepEqual(
    callbacks.map(({ body }: Answer['body']) => body.data.chapter_id),
    [chapter!.chapterId],
  )
})

test('who waits for the callback of a project that is to be converted once it is made is told that it is not', async () => {
  const failure = { code: 'document_broken', message: 'It could not be read.' }
  const fields = { callback_url: 'http://127.0.0.1:9/', auto_convert: 'true' }
  const importing = () => addImport(fields)
  const casting = () => addProject([dialogue], { ...fields, auto_assign_voices: 'true' })
  const ends: [string, () => Promise<ProjectId>, (id: ProjectId) => Promise<unknown>, RegExp][] = [
    [
      'a broken document',
      importing,
      (id) => giveUpImport(studio.studio, { projectId: id }, failure),
      /could not be read/,
    ],
    ['a cast not found', casting, (id) => giveUpCast(studio.studio, { projectId: id }, failure), /could not be read/],
    ['a lost import', importing, (id) => loseJobs(id), /no job is left/],
    ['a lost cast', casting, (id) => loseJobs(id), /no job is left/],
    ['a cancelled cast', casting, (id) => studio.api.post(`/lectern/v1/projects/${id}/cancel`), /cancelled/],
    ['a deleted import', importing, (id) => studio.api.delete(`/v1/studio/projects/${id}`), /deleted/],
    ['a deleted cast', casting, (id) => studio.api.delete(`/v1/studio/projects/${id}`), /cancelled/],
    ['no text', () => addProject([[' ']], fields), async () => {}, /nothing to say/],
  ]
  for (const [what, begin, end, told] of ends) {
    const id = await begin()
    await end(id)
    const { callbacks } = (await studio.api.get(`/lectern/v1/callbacks?project_id=${id}`)).body
    const details = callbacks.map((callback: Answer['body']) => callback.body.data.error_details)
    assert.equal(details.length, 1, what)
    assert.match(details[0], told, what)
  }
  const unasked = await addImport({ ...fields, auto_convert: 'false' })
  await giveUpImport(studio.studio, { projectId: unasked }, failure)
  const { callbacks } = (await studio.api.get(`/lectern/v1/callbacks?project_id=${unasked}`)).body
  assert.deepEqual(callbacks, [], 'nobody asked for a conversion')
})

test('what is begun anew is not failed by who gives up what was before for the second time', async () => {
  const failure = { code: 'worker_stopped', message: 'It stopped.' }
  const projectId = await addProject([dialogue])
  const find = `/lectern/v1/projects/${projectId}/cast`
  await studio.api.post(`${find}/find`)
  await endingOnce((end) => giveUpCast(studio.studio, { projectId }, failure, end))
  assert.equal((await studio.api.get(find)).body.state, 'failed')
  await studio.api.post(`${find}/find`)
  await endingOnce((end) => giveUpCast(studio.studio, { projectId }, failure, end), 'again')
  assert.equal((await studio.api.get(find)).body.state, 'queued')

  const [chapter] = await studio.listChapters(projectId)
  const editor = await speakFirstBlock(chapter!)
  const stateOfFirst = async () => (await studio.api.get(editor)).body.blocks[0].state
  const [block] = (await studio.api.get(editor)).body.blocks
  const [batch] = await listJobs<SpeakBatch>('speak.tone', block.block_id)
  await endingOnce((end) => giveUpBatch(studio.studio, batch!, failure, end))
  assert.equal(await stateOfFirst(), 'failed')
  await speakFirstBlock(chapter!)
  await endingOnce((end) => giveUpBatch(studio.studio, batch!, failure, end), 'again')
  assert.equal(await stateOfFirst(), 'queued')
})

test('a take that one could not make and another did is made', async () => {
  const [one, other] = [
    await studio.addChapter(['They tried it twice.']),
    await studio.addChapter(['They tried it twice.']),
  ]
  const [failed, made] = [await begin(one), await begin(other)]
  const failure = { code: 'worker_stopped', message: 'It stopped.' }
  for (const batch of await listBatches(failed)) await giveUpBatch(studio.studio, batch, failure, run)
  for (const batch of await listBatches(made)) await speakBatch(studio.studio, batch, run)
  await publishChapter(studio.studio, failed, run)
  assert.equal((await studio.read(one)).last_conversion_error, null)
})

test('content is not taken that a document on its way would replace', async () => {
  const projectId = await addImport({})
  const from_content_json = JSON.stringify([{ name: 'Mine', blocks: [toBlock('Rain fell.')] }])
  const path = `/v1/studio/projects/${projectId}/content`
  const { body } = await studio.api.form(path, { from_content_json }, 409)
  assert.equal(body.detail.code, 'already_processing')
  for (const job of await listJobs<ImportJob>('import', projectId)) await importProject(studio.studio, job, run)
  await studio.api.form(path, { from_content_json })
})

test('no transaction is held while the files of a document are stored, however long that takes', async () => {
  const from_document = new File([new Uint8Array(await aStyledBook())], 'book.epub')
  const { body } = await studio.api.form('/v1/studio/projects', { name: 'A book', from_document })
  const projectId = body.project.project_id as ProjectId
  for (const job of await listJobs<ImportJob>('import', projectId)) await importProject(studio.studio, job, run)
  assert.equal(await creationOf(projectId), 'finished')
  await setCover(studio.studio, projectId, aPng(20, 30))
  assert.deepEqual([heldMeanwhile.get('sources'), heldMeanwhile.get('covers')], [0, 0])
})

test('proof: a podcast is not failed by a worker that was overtaken while the language model failed', async () => {
  await using other = await openTestStudio({ isWorking: false })
  await other.studio.jobs.work({
    queue: speakQueue('tone'),
    concurrency: 1,
    run: (data, run) => speakBatch(other.studio, data, run),
    giveUp: async () => {},
  })
  const { body } = await other.api.post('/v1/studio/podcasts', podcastBody())
  const projectId = body.project.project_id as ProjectId
  await other.studio.db.execute(sql`
    update podcasts set request = request || '{"instructions": "Say it calmly."}' where project_id = ${projectId}`)
  const languageModel = {
    name: 'broken',
    askFor: () => Promise.reject(new StudioError('language_model_failed', 'It fell over.')),
  }
  const state = async () => (await other.api.get(`/v1/studio/projects/${projectId}`)).body.creation_meta.status
  const write = (end: JobEnd) =>
    writePodcast({ ...other.studio, languageModel }, { projectId }, { ...runOf(never), ...end })
  await endingOnce(write, 'again')
  assert.equal(await state(), 'creating')
  await endingOnce(write)
  assert.equal(await state(), 'failed')
})

test('a project has not failed when a chapter is deleted while a page is read into it', async (t) => {
  const page = createServer((_request, response) => {
    response.setHeader('content-type', 'text/plain').end('Nobody will hear this.')
  })
  t.after(() => page.close())
  page.listen(0, '127.0.0.1')
  await once(page, 'listening')
  const from_url = `http://127.0.0.1:${(page.address() as AddressInfo).port}/`
  const projectId = await addProject([dialogue])
  const { body } = await studio.api.post(`/v1/studio/projects/${projectId}/chapters`, { name: 'Page', from_url })
  await studio.api.delete(`/v1/studio/projects/${projectId}/chapters/${body.chapter.chapter_id}`)
  for (const job of await listJobs<ImportJob>('import', projectId))
    await importProject(studio.studio, job, runOf(AbortSignal.timeout(90_000)))
  assert.equal(await creationOf(projectId), 'finished')
  assert.equal((await studio.listChapters(projectId)).length, 1)
})

test('the document of a project that is deleted while it is read is deleted too', async () => {
  const { files } = studio.studio
  const projectId = await addImport({})
  const [job] = await listJobs<ImportJob>('import', projectId)
  const { fileKey } = job!.source as { fileKey: string }
  async function get(...asked: Parameters<typeof files.get>) {
    await studio.api.delete(`/v1/studio/projects/${projectId}`)
    return files.get(...asked)
  }
  await importProject({ ...studio.studio, files: { ...files, get } }, job!, run)
  assert.equal(await files.head(fileKey), undefined)
})

async function addImport(fields: Record<string, string>): Promise<ProjectId> {
  const from_document = new File(['It was dark.'], 'night.txt', { type: 'text/plain' })
  const { body } = await studio.api.form('/v1/studio/projects', { name: 'Night', ...fields, from_document })
  return body.project.project_id
}

/** Takes away all jobs of a project, and ends what lacks them. */
async function loseJobs(projectId: ProjectId): Promise<void> {
  await studio.studio.db.execute(sql`delete from pgboss.job where data->>'projectId' = ${projectId}`)
  await sweep(2)
}

/** Runs what ends its job by itself; again after its job has ended, as when a worker dies too early to know it. */
async function endingOnce(work: (end: JobEnd) => Promise<void>, when: 'first' | 'again' = 'first'): Promise<void> {
  let isEnded = false
  const cancelled = new StudioError('job_cancelled', 'It has ended.')
  const completeIn = async () => {
    if (when === 'again') throw cancelled
    isEnded = true
  }
  if (when === 'first') {
    await work({ completeIn })
    assert.ok(isEnded, 'its job ends with it')
  } else await assert.rejects(work({ completeIn }), { code: 'job_cancelled' })
}

async function addProject(chapters: string[][], fields: Record<string, string> = {}): Promise<ProjectId> {
  return (await studio.addProject(chapters, fields)) as ProjectId
}

function runOf(signal: AbortSignal, isLastAttempt = false): JobRun {
  const span: JobRun['span'] = (_name, _attributes, work) => work()
  return {
    signal,
    closing: never,
    attempt: 1,
    isLastAttempt,
    log: studio?.studio.log,
    span,
    completeIn: async () => {},
  } as never
}

/** What jobs of a queue that wait are for, whatever of their data names the id. */
async function listJobs<Data extends object>(queue: string, id: string): Promise<Data[]> {
  const { rows } = await studio.studio.db.execute<{ data: Data }>(sql`
    select data from pgboss.job where name = ${queue} and state < 'completed' and data::text like ${`%${id}%`}`)
  return rows.map(({ data }) => data)
}

const listBatches = (conversionId: string) => listJobs<SpeakBatch>('speak.tone', conversionId)

/** Begins the conversion of a chapter, and answers its id; or that of the one under way. */
async function begin(chapter: TestChapter, how?: 'running') {
  if (!how) await studio.api.post(`${chapterPath(chapter)}/convert`)
  const [running] = await listRunning(studio.studio.db, chapter.projectId as ProjectId)
  if (!how) await startConversion(studio.studio, { conversionId: running!.id }, run)
  return running!.id
}

/** Asks to hear a chapter, and answers where its editor reads it. */
async function speakFirstBlock({ projectId, chapterId }: TestChapter): Promise<string> {
  const path = `/lectern/v1/projects/${projectId}/chapters/${chapterId}`
  await studio.api.post(`${path}/speak`)
  return `${path}/editor`
}

async function creationOf(projectId: ProjectId): Promise<string> {
  return (await studio.api.get(`/v1/studio/projects/${projectId}`)).body.creation_meta.status
}

async function sweep(rounds: number): Promise<void> {
  const sweeper = openSweeper(awaitedOutcomes(studio.studio), studio.studio.log)
  for (let round = 0; round < rounds; round++) await sweeper.round()
}

async function countTransactions(): Promise<number> {
  const { rows } = await studio.studio.db.execute(sql`
    select from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`)
  return rows.length
}

async function isSomebodyWaiting(): Promise<boolean> {
  const { rows } = await studio.studio.db.execute(sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)
  return rows.length > 0
}
