import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import { collect } from '#server/collecting/collect.ts'
import { openSweeper } from '#server/jobs/end-stranded.ts'
import { awaitedOutcomes } from '#server/start-working.ts'
import { exportsPath } from './exports.ts'
import { type InterruptedWorker, type Interruption, openInterruptedWorker } from './interrupted-worker.ts'
import { podcastBody } from './podcasts.ts'
import { openTestStudio, type TestStudio } from './studio.ts'

// Whatever happens before whichever step of a worker: all ends, once, and who waits for it is told, once. A step is tried of
// each; with LECTERN_TEST_STEPS=1 every one is, which takes half an hour, with 7 each seventh.

let studio: TestStudio
let worker: InterruptedWorker
before(async () => {
  studio = await openTestStudio({
    isWorking: false,
    environment: { LECTERN_ALLOW_PRIVATE_URLS: '1' },
    mayLog: /./, // what happens here is no secret
  })
  worker = await openInterruptedWorker(studio.studio)
})
after(async () => {
  await worker[Symbol.asyncDispose]()
  await studio[Symbol.asyncDispose]()
})

const waiting = { callback_url: 'http://127.0.0.1:9/', auto_convert: 'true' }
const morning = 'In the morning the boats came back, and he counted them. Then he slept until noon.'
let number = 0
const night = () => `It was dark in the night ${++number}.`

/** What may be asked for. Each answers its project, which is to be converted. */
const asked: Record<string, () => Promise<string>> = {
  'a document': () => addImport({ from_document: new File([night()], 'night.txt', { type: 'text/plain' }) }),
  'a page that nobody serves': () => addImport({ from_url: 'http://127.0.0.1:9/' }),
  'two chapters': () =>
    studio.addProject(
      [
        [night(), 'Rain fell.'],
        [night(), 'Rain fell.'],
      ],
      waiting,
    ),
  'a story with a cast': () =>
    studio.addProject([[`“Good morning, Anna,” said Mr. Brown. “${night()}”`, '“I know,” she said.']], {
      ...waiting,
      auto_assign_voices: 'true',
    }),
  'a podcast': async () => {
    const source = { type: 'text', text: `The lighthouse keeper lived alone. ${night()} ${morning}` }
    const { body } = await studio.api.post(
      '/v1/studio/podcasts',
      podcastBody({ callback_url: waiting.callback_url, source }),
    )
    return body.project.project_id
  },
  'a file of a snapshot': async () => {
    const projectId = await studio.addProject([[night()]], waiting)
    await worker.work()
    await studio.api.post(`${await exportsPath(studio, projectId)}/mp3`, {})
    return projectId
  },
  'a paragraph that somebody edits': async () => {
    const projectId = await studio.addProject([[night(), 'Rain fell.']], waiting)
    const [chapter] = await studio.listChapters(projectId)
    await studio.api.post(`/lectern/v1/projects/${projectId}/chapters/${chapter!.chapterId}/speak`)
    return projectId
  },
}

const happenings: Record<string, (one: Interruption, projectId: string) => unknown> = {
  'its worker dies': (one) => one.die(),
  'an answer is lost': (one) => one.loseAnswer(),
  'something fails': (one) => one.fail(new StudioError('internal_error', 'The ground gave way.')),
  'another worker does it too': (one) => one.doTwice(),
  'somebody looks for what is stranded': () => sweep(),
  'it is cancelled': (_, id) => studio.api.post(`/lectern/v1/projects/${id}/cancel`),
  'it is deleted': (_, id) => studio.api.delete(`/v1/studio/projects/${id}`),
  'old takes are collected': () => collectOld(),
}

const stride = process.env.LECTERN_TEST_STEPS ? Number(process.env.LECTERN_TEST_STEPS) : undefined

for (const [what, ask] of Object.entries(asked)) {
  test(`${what === 'two chapters' ? '' : 'proof: '}${what}: whatever happens at whichever step, it ends once, and that is told once`, async () => {
    await ask()
    const count = await worker.work()
    for (const [index, [happening, happen]] of Object.entries(happenings).entries()) {
      for (const at of stepsOf(count, index)) {
        const projectId = await ask()
        let happened: unknown
        await worker.work(at, async (one) => {
          happened = happen(one, projectId)
          await Promise.race([happened, setTimeout(300)]) // it may wait for what this worker holds
        })
        await happened
        await worker.work()
        assert.deepEqual(
          await readEnd(projectId),
          { underWay: 0, jobs: 0, told: true },
          `${happening} at step ${at} of ${count}`,
        )
      }
    }
  })
}

/** @param index of what happens: each at another step, where not all are tried */
function stepsOf(count: number, index: number): number[] {
  const happens = Object.keys(happenings).length
  if (!stride) return [Math.ceil((count * (index + 0.5)) / happens)]
  return Array.from({ length: Math.ceil(count / stride) }, (_, index) => 1 + index * stride)
}

async function addImport(source: Record<string, string | File>): Promise<string> {
  const { body } = await studio.api.form('/v1/studio/projects', { name: 'Night', ...waiting, ...source })
  return body.project.project_id
}

async function sweep(): Promise<void> {
  const sweeper = openSweeper(awaitedOutcomes(studio.studio), studio.studio.log)
  for (let round = 0; round < 2; round++) await sweeper.round()
}

/** As if all takes were old enough, and nothing were kept that nothing points to. */
async function collectOld(): Promise<void> {
  await studio.studio.db.execute(sql`update takes set created_at = now() - interval '1 day'`)
  const config = { ...studio.studio.config, LECTERN_KEEP_UNUSED_HOURS: 0 }
  await collect({ ...studio.studio, config }, new AbortController().signal)
}

/** What has not ended of all that was asked for, and whether each conversion of a project is told of once; also one that never began. */
async function readEnd(projectId: string) {
  const { rows } = await studio.studio.db.execute(sql`
    with told as (
      select body->>'type' as type from callbacks where project_id = ${projectId}
    ), converted as (
      select chapter_id from conversions where project_id = ${projectId}
    )
    select (
      (select count(*) from projects where creation_status in ('pending', 'creating'))
        + (select count(*) from conversions where state in ('queued', 'working'))
        + (select count(*) from conversion_takes)
        + (select count(*) from casts where state in ('queued', 'working'))
        + (select count(*) from exports where state in ('queued', 'working'))
        + (select count(*) from block_speeches where state <> 'failed')
      )::int as "underWay",
      (select count(*)::int from pgboss.job where state <= 'active' and name not in ('callback') and name not like '\_\_%') as jobs,
      (select count(*) from told where type = 'project_conversion_status') = 1
        and ((select count(*) from told where type = 'chapter_conversion_status')
          = (select count(*) from converted where chapter_id is not null)
          or not exists (select from projects where id = ${projectId})) as told`)
  return rows[0]
}
