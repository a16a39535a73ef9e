import assert from 'node:assert/strict'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { runLectern, startLectern } from '#server/cli/lectern-process.test-kit.ts'
import { openTestCluster } from './cluster.ts'
import { addProject, countTakes, readProject, streamProject, untilIdle } from './cluster-projects.ts'
import { openPostgresServer, type PostgresServer, withoutPostgres } from './postgres-server.ts'
import { openTestS3, type TestS3, withoutS3 } from './s3-server/s3-server.ts'
import { openSlowService } from './slow-service.ts'
import { until } from './until.ts'

// Many machines, as processes that share nothing but a PostgreSQL over TCP and a bucket.

const [chapterCount, paragraphCount] = [6, 40]
const words = ['rain', 'snow', 'night', 'lamp', 'house', 'river', 'road', 'winter', 'garden', 'mountain']
/** What a member says whose database or store goes away, and comes back. */
const outage = /connection|reached|unavailable|reconnecting|Waiting|terminat|job queue|could not be|A job failed/

describe('many machines', { skip: withoutS3 || withoutPostgres }, () => {
  let s3: TestS3
  before(async () => {
    s3 = await openTestS3()
  })
  after(() => s3[Symbol.asyncDispose]())

  async function openMachines({ waitMilliseconds = 30, mayLog }: { waitMilliseconds?: number; mayLog?: RegExp } = {}) {
    await using opening = new AsyncDisposableStack()
    const service = opening.use(await openSlowService(waitMilliseconds))
    const postgres = opening.use(await openPostgresServer())
    const cluster = opening.use(
      await openTestCluster({
        database: postgres,
        environment: { ...s3.environment, LECTERN_FILES: `${await s3.makeBucket()}/studio` },
        web: { environment: service.environmentOf('web') },
        workers: ['one', 'two'].map((name) => ({ environment: service.environmentOf(name) })),
        mayLog,
      }),
    )
    const opened = opening.move()
    return { service, postgres, cluster, [Symbol.asyncDispose]: () => opened.disposeAsync() }
  }

  test('two workers speak parts of one book, and none of it twice', async () => {
    await using machines = await openMachines()
    const { cluster, service } = machines
    const projectId = await addBook(machines)
    await cluster.api.post(`/v1/studio/projects/${projectId}/convert`)
    assert.equal((await untilIdle(cluster.api, projectId)).can_be_downloaded, true)
    const { one = 0, two = 0, web } = service.asked()
    assert.deepEqual([one + two, web], [chapterCount * paragraphCount, undefined])
    assert.ok(Math.min(one, two) > (one + two) / 6, `they spoke ${one} and ${two}`)
    const sound = await streamProject(cluster.api, projectId)
    assert.deepEqual(await streamProject(cluster.api, projectId), sound)
    const beside = { ...s3.environment, LECTERN_FILES: cluster.files, DATABASE_URL: machines.postgres.url }
    const checked = await runLectern(['files', 'check', '--deep'], {
      ...beside,
      LECTERN_DATA: cluster.dataOf('beside'),
    })
    assert.equal(checked.code, 0, checked.stderr)
    assert.match(checked.stdout, /All that the database points to is there/)
  })

  test('a worker, then PostgreSQL, then S3 are killed in the middle: nothing is lost, and it ends well', async () => {
    await using machines = await openMachines({ waitMilliseconds: 60, mayLog: outage })
    const { cluster, postgres } = machines
    const projectId = await addBook(machines)
    await cluster.api.post(`/v1/studio/projects/${projectId}/convert`)
    await until('it is being spoken', async () => (await countTakes(cluster)) > 20)
    await cluster.workers[0]!.kill()
    await until('it goes on', async () => (await countTakes(cluster)) > 60)
    await postgres.kill()
    await postgres.start()
    await until('it goes on', async () => (await countTakes(cluster).catch(() => 0)) > 100)
    await s3.kill()
    const { status } = await cluster.api.fetch('/ready', { method: 'GET' })
    assert.equal(status, 503)
    await s3.start()
    const project = await untilIdle(cluster.api, projectId)
    const errors = project.chapters.map((chapter: { last_conversion_error: unknown }) => chapter.last_conversion_error)
    assert.deepEqual(errors, Array(chapterCount).fill(null))
    assert.equal(project.can_be_downloaded, true)
    assert.equal(await countTakes(cluster), chapterCount * paragraphCount)
    assert.ok((await streamProject(cluster.api, projectId)).length > 100_000)
  })

  test('a worker whose machine vanishes without a word gives its work back within 30 seconds', async () => {
    await using machines = await openMachines({ waitMilliseconds: 60, mayLog: outage })
    const { cluster, postgres } = machines
    const projectId = await addBook(machines)
    await cluster.api.post(`/v1/studio/projects/${projectId}/convert`)
    await until('it is being spoken', async () => (await countTakes(cluster)) > 20)
    const [frozen] = cluster.workers
    frozen!.freeze()
    using _ = { [Symbol.dispose]: () => frozen!.thaw() }
    const held = await listHeld(postgres)
    const frozenAt = performance.now()
    await until('its jobs are given back', async () => (await listHeld(postgres)).every((one) => !held.includes(one)))
    assert.ok(performance.now() - frozenAt < 30_000)
    assert.equal((await untilIdle(cluster.api, projectId)).can_be_downloaded, true)
  })

  test('machines whose clocks differ by hours work together', async () => {
    await using service = await openSlowService(5)
    await using postgres = await openPostgresServer()
    const worker = (name: string, shiftHours: number) => ({
      environment: { ...service.environmentOf(name), NODE_OPTIONS: shiftedClock(shiftHours) },
    })
    await using cluster = await openTestCluster({
      database: postgres,
      environment: { ...s3.environment, LECTERN_FILES: await s3.makeBucket() },
      web: { environment: service.environmentOf('web') },
      workers: [worker('early', -3), worker('late', 3)],
    })
    const projectId = await addBook({ cluster, service })
    await cluster.api.post(`/v1/studio/projects/${projectId}/convert`)
    assert.equal((await untilIdle(cluster.api, projectId)).can_be_downloaded, true)
    const { early = 0, late = 0 } = service.asked()
    assert.equal(early + late, chapterCount * paragraphCount)
    assert.ok(early > 0 && late > 0, `they spoke ${early} and ${late}`)
  })

  test('what starts first waits for PostgreSQL and for S3, says so, and goes on when they are there', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'lectern-waiting-'))
    await using postgres = await openPostgresServer()
    const address = await s3.makeBucket()
    await Promise.all([postgres.kill(), s3.kill()])
    const environment = {
      ...s3.environment,
      DATABASE_URL: postgres.url,
      LECTERN_FILES: address,
      LECTERN_DATA: folder.path,
    }
    const worker = startLectern([], { ...environment, LECTERN_ROLE: 'worker' })
    const web = startLectern([], { ...environment, LECTERN_ROLE: 'web', PORT: '0' })
    const impatient = startLectern([], { ...environment, LECTERN_ROLE: 'worker' })
    for (const { log } of [worker, web, impatient].map((one) => ({ log: () => one.stderr })))
      await until('it waits for the database', () => /database cannot be reached.*Waiting for it/.test(log()))
    impatient.kill('SIGTERM')
    assert.equal(await impatient.ended, 0)
    await postgres.start()
    for (const one of [worker, web])
      await until('it waits for the store', () => /bucket .* cannot be reached.*Waiting for it/.test(one.stderr))
    await s3.start()
    await until('the worker works', () => /Working\./.test(worker.stderr))
    await until('the web process serves', () => /ready at/.test(web.stdout))
    for (const one of [worker, web]) one.kill('SIGTERM')
    assert.deepEqual(await Promise.all([worker.ended, web.ended]), [0, 0])
  })
})

/** The runs of jobs that some worker has. */
async function listHeld({ pool }: PostgresServer): Promise<string[]> {
  const { rows } = await pool.query(`select id || ':' || retry_count as run from pgboss.job where state = 'active'`)
  return rows.map(({ run }) => run)
}

async function addBook(machines: {
  cluster: { api: Parameters<typeof addProject>[0] }
  service: { voiceId: string }
}): Promise<string> {
  const { api } = machines.cluster
  const { voiceId } = machines.service
  const chapters = Array.from({ length: chapterCount }, (_, chapter) =>
    Array.from({ length: paragraphCount }, (_, place): [string, string] => [
      `${words[chapter]} fell on the ${words[place % words.length]} ${words[Math.floor(place / words.length)]}.`,
      voiceId,
    ]),
  )
  const projectId = await addProject(api, chapters)
  assert.equal((await readProject(api, projectId)).chapters.length, chapterCount)
  return projectId
}

/** For NODE_OPTIONS: a process whose clock is wrong. */
function shiftedClock(hours: number): string {
  const script = `const Real=Date;const shift=${hours}*36e5;globalThis.Date=class extends Real{
    constructor(...given){given.length?super(...given):super(Real.now()+shift)}
    static now(){return Real.now()+shift}}`
  return `--import=data:text/javascript,${encodeURIComponent(script)}`
}
