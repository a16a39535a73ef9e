import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import type { ExportId, ProjectId, TakeKey } from '#server/base/ids.ts'
import { orAborted } from '#server/base/or-aborted.ts'
import { importBook } from '#server/cli/make/import-book.ts'
import { limitRenditions } from '#server/collecting/limit-renditions.ts'
import {
  cancelSpeeches,
  listAwaited,
  listSpeechesWithoutWorker,
  listSpokenSpeeches,
} from '#server/converting/block-speeches.ts'
import { type ConversionJob, convertQueue } from '#server/converting/queues.ts'
import { startConversion } from '#server/converting/start-conversion.ts'
import { readEditedChapter } from '#server/editing/read-edited-chapter.ts'
import { defaultVoiceSettings, type Engine } from '#server/engines/engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import type { Topic } from '#server/events/events.ts'
import { makeExport } from '#server/exporting/make-export.ts'
import { openSweeper } from '#server/jobs/end-stranded.ts'
import type { JobRun } from '#server/jobs/run-job.ts'
import type { ChapterKey } from '#server/projects/project.ts'
import { speakNow, spokenByOthers } from '#server/speaking/speak-now.ts'
import { speakQueue } from '#server/speaking/speak-queue.ts'
import { awaitedOutcomes, startWorking } from '#server/start-working.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import { casts } from '#server/storage/schema.ts'
import { listKeptKeys } from '#server/takes/take-store.ts'
import { tellWorkerVoices } from '#server/voices/worker-voices.ts'
import { exportAs, exportsPath } from './exports.ts'
import { hurry, hurrying } from './hurry.ts'
import { untilNoUnfinishedFiles } from './left-overs.ts'
import { SpeechGate } from './speech-gate.ts'
import { chapterPath, openTestStudio, type TestChapter, type TestStudio, toBlock } from './studio.ts'
import { until } from './until.ts'

// Nothing waits for ever, nothing is lost, and nothing is blamed on what had no part in it.

const environment = { LECTERN_ALLOW_PRIVATE_URLS: '1' }

test('proof: a thousand paragraphs that wait are each looked at a few times, though PostgreSQL takes their tables to be empty', async () => {
  const gate = new SpeechGate()
  let isHeld = false
  await using studio = await openTestStudio({
    beforeSpeak: (utterance, signal) => (isHeld ? gate.pass(utterance, signal) : undefined),
  })
  const { db, jobs, voices } = studio.studio
  const small = await studio.addChapter(['It was dark.'])
  await studio.api.post(`${editorPath(small)}/speak`)
  await untilState(studio, small, 'converted')
  await untilNobodyWaits(studio)
  await db.execute(sql`analyze`)
  isHeld = true
  const count = 1_000
  const chapter = await studio.addChapter(Array.from({ length: count }, (_, n) => `Night ${n} was dark.`))
  const key = chapter as ChapterKey
  await studio.api.post(`${editorPath(chapter)}/speak`)
  const blocks = (await readEditedChapter({ db, voices }, key)).blocks.map(({ block }) => block.id)
  const looks: [string, (inside: Transaction) => Promise<unknown>][] = [
    ['it is edited', (inside) => readEditedChapter({ db: inside, voices }, key)],
    ['it is asked for anew', (inside) => listAwaited(inside, blocks)],
    ['a worker is missing', listSpeechesWithoutWorker],
    ['others spoke it', listSpokenSpeeches],
    ['it is cancelled', (inside) => cancelSpeeches({ db: inside, jobs }, key)],
  ]
  for (const [what, look] of looks) {
    const rows = await countRead(db, look)
    assert.ok(rows < 100 * count, `${rows} rows are read when ${what}`)
  }
})

/** How many rows a transaction reads of our tables. */
async function countRead(db: Database, work: (inside: Transaction) => Promise<unknown>): Promise<number> {
  return db.transaction(async (inside) => {
    const before = await readSoFar(inside)
    await work(inside)
    return (await readSoFar(inside)) - before
  })
}

/** By this connection: in the transactions of a moment ago, too. */
async function readSoFar(inside: Transaction): Promise<number> {
  const { rows } = await inside.execute<{ count: number }>(sql`
    select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::int as count from pg_stat_xact_user_tables
    where schemaname = 'public'`)
  return rows[0]!.count
}

test('a paragraph whose voice no worker has ends with the reason, after minutes', async () => {
  await using studio = await openTestStudio({ isWorking: false, mayLog: /nobody worked on it/ })
  const chapter = await studio.addChapter(['It was dark.'])
  await studio.api.post(`${editorPath(chapter)}/speak`)
  const sweeper = openSweeper(awaitedOutcomes(studio.studio), studio.studio.log)
  for (let minute = 1; minute < 5; minute++) await sweeper.round()
  assert.equal((await readBlocks(studio, chapter))[0]!.state, 'queued')
  await sweeper.round()
  const [block] = await readBlocks(studio, chapter)
  assert.deepEqual([block!.state, block!.error?.code], ['failed', 'voice_elsewhere'])
  assert.deepEqual(await studio.studio.jobs.listWorkedOn('blockId'), new Set(), 'no job waits for ever')
})

test('a conversion whose voice no worker has any more leaves no jobs in the queue of its engine', async () => {
  await using studio = await openTestStudio({ isWorking: false, mayLog: /nobody worked on it/ })
  const { jobs, log } = studio.studio
  const projectId = await studio.addProject([['It was dark.'], ['Rain fell.']])
  await studio.api.post(`/v1/studio/projects/${projectId}/convert`)
  const run = (data: ConversionJob, run: JobRun) => startConversion(studio.studio, data, run)
  await jobs.work({ queue: convertQueue, concurrency: 1, run, giveUp: async () => {} })
  await until(
    'both chapters wait to be spoken',
    async () => (await jobs.listWorkedOn('conversionId', toneQueue)).size === 2,
  )
  const sweeper = openSweeper(awaitedOutcomes(studio.studio), log)
  for (let minute = 1; minute <= 5; minute++) await sweeper.round()
  const { chapters } = (await studio.api.get(`/v1/studio/projects/${projectId}`)).body
  for (const { last_conversion_error: error } of chapters) assert.match(error, /^No worker has had the voice/)
  assert.deepEqual(await jobs.listWorkedOn('conversionId', toneQueue), new Set())
})

const toneQueue = speakQueue('tone')

test('a worker that died before the clock was set back is not waited for', async () => {
  await using studio = await openTestStudio({ isWorking: false, mayLog: /nobody worked on it/ })
  const { db, voices } = studio.studio
  await tellWorkerVoices(db, { id: 'dead', isStarting: false }, voices.listHere())
  await db.execute(sql`update worker_engines set seen_at = now() + interval '1 hour'`)
  const chapter = await studio.addChapter(['It was dark.'])
  await studio.api.post(`${editorPath(chapter)}/speak`)
  const sweeper = openSweeper(awaitedOutcomes(studio.studio), studio.studio.log)
  for (let minute = 1; minute <= 5; minute++) await sweeper.round()
  assert.equal((await readBlocks(studio, chapter))[0]!.error?.code, 'voice_elsewhere')
})

test('a paragraph that is asked for anew while it is being spoken is spoken anew', async () => {
  const gate = new SpeechGate()
  const engine: Engine = { ...openToneEngine({ beforeSpeak: gate.pass }), id: 'chance', usesSeed: true }
  await using studio = await openTestStudio({ engines: [engine] })
  const chapter = await studio.addChapter(['It was dark.'])
  await studio.write(chapter, [toBlock('Rain fell.', 'chance-a')])
  const [block] = await readBlocks(studio, chapter)
  const path = `${editorPath(chapter)}/blocks/${block!.block_id}/speak`
  await studio.api.post(path)
  await gate.untilReached()
  await studio.api.post(path, { mode: 'again' })
  gate.open()
  await untilState(studio, chapter, 'converted')
  await untilNobodyWaits(studio)
})

test('when what is said changes while a paragraph is spoken, nobody waits for what it was', async () => {
  const gate = new SpeechGate()
  await using studio = await openTestStudio({ beforeSpeak: gate.pass })
  const { body: made } = await studio.api.post('/v1/pronunciation-dictionaries/add-from-rules', {
    name: 'Words',
    rules: [{ type: 'alias', string_to_replace: 'rain', alias: 'hail' }],
  })
  const locators = JSON.stringify({ pronunciation_dictionary_id: made.id, version_id: null })
  const chapter = await studio.addChapter(['It was dark.'], { pronunciation_dictionary_locators: locators })
  await studio.api.post(`${editorPath(chapter)}/speak`)
  await gate.untilReached()
  await studio.api.post(`/v1/pronunciation-dictionaries/${made.id}/set-rules`, {
    rules: [{ type: 'alias', string_to_replace: 'dark', alias: 'dim' }],
  })
  assert.notEqual((await readBlocks(studio, chapter))[0]!.state, 'converted')
  gate.open()
  await until('nothing is spoken', async () => (await studio.studio.jobs.listWorkedOn('blockId')).size === 0)
  await untilNobodyWaits(studio)
  await studio.api.post(`${editorPath(chapter)}/speak`)
  await untilState(studio, chapter, 'converted')
  assert.deepEqual(studio.spoken(), ['It was dark.', 'It was dim.'])
})

test('a paragraph is not blamed for what was written there before', async () => {
  const gate = new SpeechGate()
  await using studio = await openTestStudio({
    async beforeSpeak(utterance, signal) {
      if (utterance.text !== 'Good.') await gate.pass(utterance, signal)
      if (utterance.text === 'Bad.') throw new StudioError('invalid_parameters', 'This cannot be said.')
    },
  })
  const chapter = await studio.addChapter(['Bad.', 'Busy.'])
  await studio.api.post(`${editorPath(chapter)}/speak`)
  await gate.untilReached(2)
  await studio.edit(chapter, ['Good.', 'Busy.'])
  const [block] = await readBlocks(studio, chapter)
  await studio.api.post(`${editorPath(chapter)}/blocks/${block!.block_id}/speak`)
  gate.letOneGo()
  const { state, error } = await until('it has ended', async () => {
    const [one] = await readBlocks(studio, chapter)
    return one!.state === 'queued' || one!.state === 'speaking' ? undefined : one
  })
  assert.deepEqual([state, error], ['converted', null])
  gate.open()
})

test('what is written while a document is about to replace it is refused, and not lost', async () => {
  await using studio = await openTestStudio({ isWorking: false })
  const chapter = await studio.addChapter(['It was dark.'])
  const path = `/v1/studio/projects/${chapter.projectId}`
  await studio.studio.db.insert(casts).values({ projectId: chapter.projectId as ProjectId, state: 'ready' })
  await studio.api.form(`${path}/content`, { from_document: new File(['Rain fell.'], 'rain.txt') })
  const edit = { content: { blocks: [toBlock('Snow fell.')] } }
  const writes: [string, object][] = [
    [chapterPath(chapter), edit],
    [chapterPath(chapter), { name: 'Snow' }],
    [`${path}/chapters`, { name: 'Snow' }],
    [`/lectern/v1/projects/${chapter.projectId}/chapter-order`, { chapter_ids: [chapter.chapterId] }],
    [`/lectern/v1/projects/${chapter.projectId}/cast/apply`, {}],
    [`/lectern/v1/projects/${chapter.projectId}/cast/lines`, { line_ids: [], character_id: null }],
  ]
  for (const [address, body] of writes) {
    const refused = await studio.api.post(address, body, 409)
    assert.equal(refused.body.detail.code, 'already_processing')
  }
  await startWorking(studio.studio)
  await studio.untilIdle(chapter.projectId)
  const [imported] = await studio.listChapters(chapter.projectId)
  await studio.api.post(chapterPath(imported!), edit)
  assert.equal((await studio.read(imported!)).content.blocks[0].nodes[0].text, 'Snow fell.')
})

test('who cancels a project while its document is read gets no book that is converted all the same', async () => {
  const copying = Promise.withResolvers<void>()
  await using receiver = await openReceiver((response) => response.end())
  await using studio = await openTestStudio({
    environment,
    isWorking: false,
    files: (real) => ({
      ...real,
      async get(key, range) {
        if (!key.startsWith('uploads/')) return real.get(key, range)
        copying.resolve()
        return new Readable({ read() {} })
      },
    }),
  })
  const create = async () => {
    const fields = { name: 'Night', auto_convert: 'true', callback_url: receiver.url }
    const form = { ...fields, from_document: new File(['It was dark.'], 'night.txt') }
    return (await studio.api.form('/v1/studio/projects', form)).body.project.project_id
  }
  const cancel = (id: string) => studio.api.post(`/lectern/v1/projects/${id}/cancel`)
  const queued = await create()
  await cancel(queued)
  await startWorking(studio.studio)
  const running = await create()
  await copying.promise
  await cancel(running)
  for (const id of [queued, running]) {
    const { creation_meta } = await studio.untilIdle(id)
    assert.deepEqual([creation_meta.status, creation_meta.error.code], ['failed', 'job_cancelled'])
    await until('its callback is told', () => receiver.heard.some(({ data }) => data.project_id === id))
  }
  await until('nothing reads it', async () => (await studio.studio.jobs.listWorkedOn('projectId')).size === 0)
  await untilNoUnfinishedFiles(studio)
  assert.deepEqual(studio.spoken(), [])
})

test('what waits for weeks until somebody works is not forgotten', async () => {
  await using studio = await openTestStudio({ isWorking: false })
  const { db, jobs } = studio.studio
  const waiting = await studio.addChapter(['It was dark.'])
  const forgotten = await studio.addChapter(['Rain fell.'])
  for (const chapter of [waiting, forgotten]) await studio.api.post(`${chapterPath(chapter)}/convert`)
  const jobOf = ({ chapterId }: TestChapter) =>
    sql`data->>'conversionId' = (select id from conversions where chapter_id = ${chapterId})`
  await db.execute(sql`update pgboss.job set keep_until = now() - interval '1 second' where ${jobOf(forgotten)}`)
  await db.execute(sql`
    update pgboss.job set created_on = created_on - interval '30 days', start_after = start_after - interval '30 days',
      keep_until = keep_until - interval '30 days' where ${jobOf(waiting)}`)
  await db.execute(sql`update pgboss.queue set maintain_on = now() - interval '30 days'`)
  await until('old jobs are gone', async () => (await jobs.listWorkedOn('conversionId')).size < 2)
  const { rows } = await db.execute(sql`select from pgboss.job where ${jobOf(waiting)}`)
  assert.equal(rows.length, 1)
})

test('a text whose sound has gone from the disk is spoken once more', async () => {
  await using studio = await openTestStudio()
  const { db, files } = studio.studio
  const request = { headers: { 'content-type': 'application/json' }, body: '{"text":"It was dark."}' }
  const speak = () => studio.api.bytes('/v1/text-to-speech/tone-a', request)
  const first = await speak()
  const keys = await Array.fromAsync(files.list('takes/'))
  await files.delete(keys)
  assert.deepEqual((await speak()).bytes, first.bytes)
  assert.deepEqual(await Array.fromAsync(files.list('takes/')), keys)
  assert.equal((await db.execute(sql`select from takes`)).rows.length, keys.length)
})

test('a project whose only chapter was cancelled tells its callback so', async () => {
  const gate = new SpeechGate()
  await using receiver = await openReceiver((response) => response.end())
  await using studio = await openTestStudio({ environment, beforeSpeak: gate.pass })
  for (const end of ['cancelled', 'deleted', 'deleted with its project']) {
    const chapter = await studio.addChapter([`It was ${end}.`], { callback_url: receiver.url })
    await studio.api.post(`/v1/studio/projects/${chapter.projectId}/convert`)
    if (end === 'cancelled') await studio.api.post(`${editorPath(chapter)}/cancel`)
    else if (end === 'deleted') await studio.api.delete(chapterPath(chapter))
    else await studio.api.delete(`/v1/studio/projects/${chapter.projectId}`)
    const told = await until('the project tells its end', () =>
      receiver.heard.find(
        ({ type, data }) => type === 'project_conversion_status' && data.project_id === chapter.projectId,
      ),
    )
    assert.equal(told.data.conversion_status, 'error')
    assert.match(told.data.error_details, /cancelled/)
  }
})

test('a receiver that never answers holds up nobody else', async () => {
  await using silent = await openReceiver(() => {})
  await using receiver = await openReceiver((response) => response.end())
  await using studio = await openTestStudio({ environment, mayLog: /socket hang up|job_cancelled|stop/ })
  const chapters = Array.from({ length: 12 }, (_, n) => [`Chapter ${n}.`])
  const slow = await studio.addProject(chapters, { callback_url: silent.url })
  await studio.convertProject(slow)
  await until('it is being called', () => silent.heard.length > 0)
  const chapter = await studio.addChapter(['It was dark.'], { callback_url: receiver.url })
  await studio.convert(chapter)
  await until('the other is told', () => receiver.heard.length > 0)
  assert.equal(silent.heard.length, 2)
  silent.close()
})

test('whatever an engine says when it fails is told at once, as far as it can be', async () => {
  await using studio = await openTestStudio({
    beforeSpeak: () => {
      throw new StudioError('invalid_parameters', `the weights are gone \0 ${'x'.repeat(9_000)} ${'😀'.repeat(9_000)}`)
    },
  })
  const { body } = await studio.api.post('/v1/text-to-speech/tone-a', { text: 'It was dark.' }, 400)
  assert.match(body.detail.message, /the weights are gone/)
  const chapter = await studio.convert(await studio.addChapter(['It was dark.']))
  assert.match(chapter.last_conversion_error, /the weights are gone/)
})

test('a take that goes away before it is published is made once more, however slowly the queue notes the end of a job', async () => {
  const gate = new SpeechGate()
  await using studio = await openTestStudio({ beforeSpeak: gate.pass })
  const { db } = studio.studio
  const chapter = await studio.addChapter(['One.', 'Two.'])
  await db.execute(sql`
    create function dawdle() returns trigger language plpgsql as
    $$ begin perform pg_sleep(2); return new; end $$`)
  await db.execute(sql`
    create trigger slow before update on pgboss.job for each row
    when (new.name = 'publish' and new.state = 'completed') execute function dawdle()`)
  await studio.api.post(`${chapterPath(chapter)}/convert`)
  await gate.untilReached()
  gate.letOneGo()
  await gate.untilReached(2)
  await db.execute(sql`delete from takes`)
  gate.open()
  const { last_conversion_error } = await studio.untilConverted(chapter)
  assert.equal(last_conversion_error, null)
  assert.equal((await studio.listSnapshots(chapter)).length, 1)
})

test('proof: the export of a project that is deleted stops, instead of being made for nobody', async () => {
  const reading = Promise.withResolvers<void>()
  const deleted = Promise.withResolvers<void>()
  const end = Promise.withResolvers<string>()
  await using studio = await openTestStudio({
    files: (real) => ({
      ...real,
      async put(key, content) {
        if (!key.startsWith('exports/')) return real.put(key, content)
        try {
          for await (const _ of content as AsyncIterable<Uint8Array>) {
            reading.resolve()
            await deleted.promise
            await setTimeout(20) // a slow disk, which it is told about every half second
          }
          end.resolve('written to its end')
        } catch (error) {
          end.resolve('cut off')
          throw error
        }
      },
    }),
  })
  const chapter = await studio.addChapter([
    Array.from({ length: 400 }, (_, n) => `Sentence ${'x'.repeat(n % 9)}.`).join(' '),
  ])
  await studio.convertProject(chapter.projectId)
  const [snapshot] = await studio.listSnapshots(chapter.projectId)
  const path = `/lectern/v1/projects/${chapter.projectId}/snapshots/${snapshot.project_snapshot_id}/exports/wav`
  await studio.api.post(path)
  await reading.promise
  await studio.api.delete(`/v1/studio/projects/${chapter.projectId}`)
  deleted.resolve()
  assert.equal(await end.promise, 'cut off')
  await until('nothing works on it', async () => (await studio.studio.jobs.listWorkedOn('exportId')).size === 0)
})

test('whoever was overtaken while it wrote an export leaves the file of who overtook it', async () => {
  let isOvertaken = false
  await using studio = await openTestStudio({
    files: (real) => ({
      ...real,
      async put(key, content) {
        await real.put(key, content)
        if (!key.startsWith('exports/') || isOvertaken) return
        isOvertaken = true
        const byHand = { signal: never, closing: never, completeIn: async () => {} } as unknown as JobRun
        await makeExport(studio.studio, { exportId: key.split('/')[1] as ExportId }, byHand)
      },
    }),
  })
  const never = new AbortController().signal
  const chapter = await studio.addChapter(['It was dark.'])
  await studio.convertProject(chapter.projectId)
  const { body } = await studio.api.post(`${await exportsPath(studio, chapter.projectId)}/srt`)
  await until('nothing works on it', async () => (await studio.studio.jobs.listWorkedOn('exportId')).size === 0)
  const { state, download_url } = (await studio.api.get(`/lectern/v1/exports/${body.export_id}`)).body
  assert.equal(state, 'ready')
  await studio.api.bytes(new URL(download_url).pathname, { method: 'GET' })
})

test('an export that is begun anew is not failed by the end of the first try', async () => {
  const begun = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  let tries = 0
  await using studio = await openTestStudio({
    mayLog: /the ground gave way/,
    files: (real) => ({
      ...real,
      async put(key, content) {
        if (key.startsWith('exports/')) {
          if (++tries === 1) throw new StudioError('invalid_parameters', 'Not like this.')
          begun.resolve()
          await release.promise
        }
        await real.put(key, content)
      },
    }),
  })
  const { db } = studio.studio
  const chapter = await studio.addChapter(['It was dark.'])
  await studio.convertProject(chapter.projectId)
  await db.execute(sql`create sequence ends`)
  await db.execute(sql`
    create function give_way() returns trigger language plpgsql as
    $$ begin if nextval('ends') = 1 then raise exception 'the ground gave way'; end if; return new; end $$`)
  // As when a worker is killed after it has told the failure, and before it has ended the job that does so.
  await db.execute(sql`
    create trigger sabotage before update on pgboss.job for each row
    when (new.name = 'export-abandoned' and new.state = 'completed') execute function give_way()`)
  const [snapshot] = await studio.listSnapshots(chapter.projectId)
  const path = `/lectern/v1/projects/${chapter.projectId}/snapshots/${snapshot.project_snapshot_id}/exports/srt`
  const { export_id } = (await studio.api.post(path)).body
  const state = async () => (await studio.api.get(`/lectern/v1/exports/${export_id}`)).body.state
  await hurrying(studio, () => until('it has failed', async () => (await state()) === 'failed'))
  await studio.api.post(path)
  await begun.promise
  await until('the first try is over', async () => {
    await hurry(studio)
    const { rows } = await db.execute(
      sql`select from pgboss.job where name = 'export-abandoned' and state < 'completed'`,
    )
    return rows.length === 0
  })
  assert.equal(await state(), 'working')
  release.resolve()
  await until('it is ready', async () => (await state()) === 'ready')
})

test('proof: a chapter whose sound has gone from the disk is made anew when it is converted again', async () => {
  await using studio = await openTestStudio({ mayLog: /has gone from the file store/ })
  const chapter = await studio.addChapter(['It was dark.', 'Rain fell.'])
  await studio.convert(chapter)
  const { files } = studio.studio
  const takes = await Array.fromAsync(files.list('takes/'))
  await files.delete(takes.slice(0, 1))
  const [snapshot] = await studio.listSnapshots(chapter)
  const path = `${chapterPath(chapter)}/snapshots/${snapshot.chapter_snapshot_id}/stream`
  const answer = await studio.api.fetch(path, { method: 'POST' })
  await assert.rejects(answer.arrayBuffer(), 'it breaks off where the sound is missing')
  await studio.convert(chapter)
  assert.ok((await studio.stream(chapter)).length > 1_000)
  assert.equal(studio.spoken().length, 3)
})

test('an archive whose sound has gone from the disk says so before it sends anything', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject([['It was dark.'], ['Rain fell.']])
  await studio.convertProject(projectId)
  const { files } = studio.studio
  await files.delete(await Array.fromAsync(files.list('takes/')))
  const snapshots = `/v1/studio/projects/${projectId}/snapshots`
  const [snapshot] = (await studio.api.get(snapshots)).body.snapshots
  for (const what of ['stream', 'archive']) {
    const path = `${snapshots}/${snapshot.project_snapshot_id}/${what}`
    const { bytes } = await studio.api.bytes(path, { method: 'POST' }, 404)
    assert.equal(JSON.parse(String(bytes)).detail.code, 'file_not_found', what)
  }
})

test('a paragraph whose sound has gone from the disk says so, and is spoken again for who asks', async () => {
  await using studio = await openTestStudio()
  const { files } = studio.studio
  const chapter = await studio.addChapter(['It was dark.', 'Rain fell.'])
  await studio.convert(chapter)
  await files.delete(await Array.fromAsync(files.list('takes/')))
  const [first, second] = await readBlocks(studio, chapter)
  const hear = (id: string, status: number) =>
    studio.api.bytes(`${editorPath(chapter)}/blocks/${id}/audio`, { method: 'GET' }, status)
  const { bytes } = await hear(first!.block_id, 404)
  assert.equal(JSON.parse(String(bytes)).detail.code, 'file_not_found')
  const one = await studio.api.post(`${editorPath(chapter)}/blocks/${first!.block_id}/speak`, {})
  assert.equal(one.body.state, 'queued')
  await untilState(studio, chapter, 'converted')
  await hear(first!.block_id, 200)
  await hear(second!.block_id, 404)
  await studio.api.post(`${editorPath(chapter)}/speak`, {})
  await untilState(studio, chapter, 'converted')
  await hear(second!.block_id, 200)
  assert.equal(studio.spoken().length, 4)
})

test('a text of the history whose sound has gone from the disk says so, and is there again once it is spoken again', async () => {
  await using studio = await openTestStudio()
  const { api } = studio
  const { files } = studio.studio
  const speak = () => api.bytes('/v1/text-to-speech/tone-a', sentAsJson({ text: 'It was dark. Rain fell.' }))
  await speak()
  const { history } = (await api.get('/v1/history')).body
  const id = history[0].history_item_id
  await files.delete((await Array.fromAsync(files.list('takes/'))).slice(-1))
  await api.get(`/v1/history/${id}/audio`, 404)
  const download = { history_item_ids: [id] }
  await api.post('/v1/history/download', download, 404)
  await speak()
  await api.bytes(`/v1/history/${id}/audio`, { method: 'GET' })
  await api.bytes('/v1/history/download', sentAsJson(download))
})

test('who takes long to hear a speech is not told that it was not spoken; who waits for it in vain is', async () => {
  const gate = new SpeechGate()
  await using studio = await openTestStudio({ beforeSpeak: gate.pass, environment: { LECTERN_SPEECH_PROCESSES: '1' } })
  const text = Array.from({ length: 20 }, (_, n) => `Sentence ${'x'.repeat(n + 1)}.`).join(' ')
  const turns = [{ voice: studio.studio.voices.get('tone-a'), settings: defaultVoiceSettings, text }]
  const caller = new AbortController()
  const speech = await speakNow(studio.studio, { turns }, caller.signal, 4)
  const keys = speech.plan.utterances.map(({ takeKey }) => takeKey)
  const isKept = async (key: TakeKey) => (await listKeptKeys(studio.studio.db, [key])).has(key)
  gate.letOneGo()
  await until('the first is spoken', () => isKept(keys[0]!))
  await speech.untilKept(keys[0]!)
  await setTimeout(4_200) // it is being heard
  gate.letOneGo()
  await until('the second is spoken', () => isKept(keys[1]!))
  await speech.untilKept(keys[1]!)
  await assert.rejects(speech.untilKept(keys[19]!), { code: 'engine_timeout' })
  await until('nothing is left', async () => !(await studio.studio.jobs.listWorkedOn('announce')).size)
})

test('a take that is kept while somebody looks whether an event was missed is heard of', async () => {
  const gate = new SpeechGate()
  await using studio = await openTestStudio({ beforeSpeak: gate.pass })
  const { events, db } = studio.studio
  const looked = Promise.withResolvers<void>()
  const kept = Promise.withResolvers<void>()
  const caller = AbortSignal.timeout(90_000)
  let listens = 0
  const needs = {
    ...studio.studio,
    events: {
      ...events,
      // As after a lost connection, once.
      next: (topic: Topic, signal: AbortSignal) =>
        listens++ === 0 ? Promise.resolve({ kind: 'reconnected' as const, topic }) : events.next(topic, signal),
    },
    db: slowlyAnswering(db, async () => {
      if (listens === 0) return
      looked.resolve()
      await kept.promise
    }),
  }
  const turns = [{ voice: studio.studio.voices.get('tone-a'), settings: defaultVoiceSettings, text: 'It was dark.' }]
  const speech = await speakNow(needs, { turns }, caller, 10)
  const { takeKey } = speech.plan.utterances[0]!
  const waiting = speech.untilKept(takeKey)
  await looked.promise
  gate.open()
  await until('it is told', async () => (await listKeptKeys(db, [takeKey])).has(takeKey))
  await until('its job has ended', async () => !(await studio.studio.jobs.listWorkedOn('announce')).size)
  kept.resolve()
  await waiting
})

test('what becomes of a text is found out also by who cannot listen, or comes too late', async () => {
  await using studio = await openTestStudio({
    beforeSpeak({ text }) {
      if (text === 'Bad.') throw new StudioError('invalid_parameters', 'This cannot be said.')
    },
  })
  const { events } = studio.studio
  const caller = AbortSignal.timeout(90_000)
  // As while the connection that listens is made again.
  const deaf = { ...events, next: (_: Topic, signal: AbortSignal) => orAborted(new Promise<never>(() => {}), signal) }
  const needs = { ...studio.studio, events: deaf }
  const speak = (text: string) => {
    const turns = [{ voice: studio.studio.voices.get('tone-a'), settings: defaultVoiceSettings, text }]
    return speakNow(needs, { turns }, caller, 80)
  }
  const [good, bad] = await Promise.all(['Good.', 'Bad.'].map(speak))
  const { takeKey } = bad!.plan.utterances[0]!
  await Promise.all([
    good!.untilKept(good!.plan.utterances[0]!.takeKey),
    assert.rejects(bad!.untilKept(takeKey), { code: 'engine_failed' }),
  ])
  const late = spokenByOthers(studio.studio, bad!.plan, caller, 80)
  await assert.rejects(late.untilKept(takeKey), { code: 'engine_failed' })
})

for (const format of ['m4b', 'flac', 'opus']) {
  test(`${format === 'flac' ? '' : 'proof: '}a long ${format} is made though its first chapters are cleared away meanwhile`, async () => {
    let parts: TestStudio['studio'] | undefined
    await using studio = await openTestStudio({
      files: (real) => ({
        ...real,
        async put(key, content) {
          if (key.startsWith('exports/')) {
            await parts!.db.execute(sql`update renditions set used_at = now() - interval '2 hours'`)
            assert.equal(await limitRenditions(parts!, 0, new AbortController().signal), 2)
          }
          await real.put(key, content)
        },
      }),
    })
    parts = studio.studio
    const projectId = await studio.addProject([['It was dark.'], ['Rain fell.']])
    await studio.convertProject(projectId)
    const { state, error } = await exportAs(studio, projectId, format)
    assert.deepEqual([state, error], ['ready', null])
  })
}

test('of two commands that make one book at once, no document is left', async () => {
  const imported = Promise.withResolvers<void>()
  let stored = 0
  await using studio = await openTestStudio({
    files: (real) => ({
      ...real,
      async put(key, content) {
        if (key.startsWith('uploads/') && ++stored === 2) await imported.promise
        await real.put(key, content)
      },
    }),
  })
  await using folder = await mkdtempDisposable(join(tmpdir(), 'lectern-book-'))
  const inputPath = join(folder.path, 'night.txt')
  await writeFile(inputPath, 'It was dark.')
  const order = { inputPath, inputHash: 'x', choices: {}, loudness: 'off', hasCast: false } as never
  const both = [importBook(studio.studio, order), importBook(studio.studio, order)]
  await studio.untilIdle(await Promise.race(both))
  await until('the first is gone', async () => !(await Array.fromAsync(studio.studio.files.list('uploads/'))).length)
  imported.resolve()
  assert.equal(new Set(await Promise.all(both)).size, 1)
  await untilNoUnfinishedFiles(studio)
})

test('proof: a document in which a character is halved is imported without it', async () => {
  await using studio = await openTestStudio()
  const documents = {
    'half.rtf': String.raw`{\rtf1\ansi It was\u-10179? dark.\par}`,
    'half.md': `It was dark.[^1]\n\n[^1]: ${'x'.repeat(79)}😀 and more.\n`,
  }
  for (const [name, text] of Object.entries(documents)) {
    const form = { name, from_document: new File([text], name) }
    const { project_id: projectId } = (await studio.api.form('/v1/studio/projects', form)).body.project
    const { creation_meta } = await studio.untilIdle(projectId)
    assert.deepEqual([name, creation_meta.status], [name, 'finished'])
    const [chapter] = await studio.listChapters(projectId)
    assert.equal((await studio.read(chapter!)).content.blocks[0].nodes[0].text, 'It was dark.')
  }
})

test('a voice of whose name a character is halved is offered without it, and holds up no other', async () => {
  const tone = openToneEngine()
  const voices = async () => (await tone.voices()).map((voice) => ({ ...voice, title: 'Ann\ud83d\0a' }))
  await using studio = await openTestStudio({ engines: [{ ...tone, id: 'foreign', hidden: false, voices }] })
  assert.equal((await studio.api.get('/v1/voices/foreign-a')).body.name, 'Anna')
  await studio.api.bytes('/v1/text-to-speech/foreign-a', sentAsJson({ text: 'It was dark.' }))
  await studio.api.bytes('/v1/text-to-speech/tone-a', sentAsJson({ text: 'Rain fell.' }))
})

test('proof: the document of a long book goes once it is imported, however long its planning takes then', async () => {
  await using studio = await openTestStudio()
  const { db, files } = studio.studio
  await db.execute(sql`
    create function dawdle() returns trigger language plpgsql as
    $$ begin perform pg_sleep(3); return null; end $$`)
  await db.execute(sql`create trigger slow before insert on planned_takes for each statement execute function dawdle()`)
  const text = Array.from({ length: 600 }, (_, n) => `It was night ${n}.`).join('\n\n')
  const form = { name: 'Nights', from_document: new File([text], 'nights.txt') }
  await studio.api.form('/v1/studio/projects', form)
  await until('it is gone', async () => !(await Array.fromAsync(files.list('uploads/'))).length, { seconds: 60 })
})

test('proof: the document of a project that is deleted before it is imported is deleted too', async () => {
  await using studio = await openTestStudio({ isWorking: false })
  const form = { name: 'Night', from_document: new File(['It was dark.'], 'night.txt') }
  const { project_id: projectId } = (await studio.api.form('/v1/studio/projects', form)).body.project
  await studio.api.delete(`/v1/studio/projects/${projectId}`)
  await startWorking(studio.studio)
  await untilNoUnfinishedFiles(studio)
})

/** A database in which it takes a while until answers to `select` arrive. */
function slowlyAnswering(db: Database, arrive: () => Promise<void>): Database {
  const select = (...columns: [never]) => ({
    from: (table: never) => ({
      where: async (condition: never) => {
        const rows = await db
          .select(...columns)
          .from(table)
          .where(condition)
        await arrive()
        return rows
      },
    }),
  })
  return new Proxy(db, { get: (target, name) => (name === 'select' ? select : Reflect.get(target, name, target)) })
}

function sentAsJson(body: object) {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

interface EditedBlock {
  block_id: string
  state: string
  error: { code: string; message: string } | null
}

function editorPath({ projectId, chapterId }: TestChapter): string {
  return `/lectern/v1/projects/${projectId}/chapters/${chapterId}`
}

async function readBlocks(studio: TestStudio, chapter: TestChapter): Promise<EditedBlock[]> {
  return (await studio.api.get(`${editorPath(chapter)}/editor`)).body.blocks
}

async function untilState(studio: TestStudio, chapter: TestChapter, state: string): Promise<void> {
  await until(`every paragraph is ${state}`, async () =>
    (await readBlocks(studio, chapter)).every((block) => block.state === state),
  )
}

async function untilNobodyWaits({ studio: { db } }: TestStudio): Promise<void> {
  await until('nobody waits for a paragraph', async () => {
    const { rows } = await db.execute(sql`select from block_speeches`)
    return rows.length === 0
  })
}

async function openReceiver(answer: (response: ServerResponse) => void) {
  // biome-ignore lint/suspicious/noExplicitAny: what came over the wire
  const heard: any[] = []
  const server = createServer(async (request, response) => {
    heard.push(JSON.parse((await Array.fromAsync(request)).join('')))
    answer(response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  return { url, heard, close, [Symbol.asyncDispose]: async () => close() }
}
