import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ApiClient } from './api-client.ts'
import { openTestDatabase, type TestDatabase, toUrl } from './database.ts'
import { processEnvironment } from './process-environment.ts'

const program = join(import.meta.dirname, '../server/main.ts')

interface MemberOptions {
  /** Further variables of the environment: `LECTERN_ENGINES`, say. */
  environment?: Record<string, string>
  /** Members of one name share a data folder; each has its own when not given. */
  data?: string
}

interface ClusterOptions {
  /** A database server to use instead of the one of all tests. */
  database?: ClusterDatabase
  /** Variables of all members: where the files are, say. */
  environment?: Record<string, string>
  web?: MemberOptions
  workers?: MemberOptions[]
  /** What the log may say without being wrong, besides what a killed or stopped process leaves. */
  mayLog?: RegExp
}

/** Where members find their database, and a pool to look into it. */
interface ClusterDatabase {
  url: string
  pool: TestDatabase['pool']
}

/** One process of a cluster. */
export interface Member {
  /** What it has logged and said so far, a line each. */
  lines: string[]
  /** Stops it as if its machine had vanished: its connections stay open, and nobody answers on them. */
  freeze(): void
  thaw(): void
  kill(): Promise<void>
  /** As a service manager does. Fails when it does not end well. */
  stop(): Promise<void>
}

/** A web process and workers as real processes, on one database and one file store, each with a data folder of its own. */
export interface TestCluster extends AsyncDisposable {
  api: ApiClient
  database: ClusterDatabase
  web: Member
  workers: Member[]
  startWorker(options?: MemberOptions): Promise<Member>
  /** Where all files lie, as LECTERN_FILES has it. */
  files: string
  /** The data folder of a name. */
  dataOf(name: string): string
}

/** Opens a cluster; two workers with the tone engine when nothing else is said. Closing stops all and looks into their logs. */
export async function openTestCluster(options: ClusterOptions = {}): Promise<TestCluster> {
  await using opening = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'lectern-cluster-'))
  opening.defer(() => rm(folder, { recursive: true, force: true }))
  const database = options.database ?? toClusterDatabase(opening.use(await openTestDatabase()))
  const files = options.environment?.LECTERN_FILES ?? join(folder, 'files')
  const members: (Member & { wasKilled: boolean })[] = []
  let count = 0

  async function start(role: 'web' | 'worker', { environment, data }: MemberOptions = {}): Promise<Member> {
    const dataFolder = join(folder, data ?? `data-${++count}`)
    await mkdir(dataFolder, { recursive: true })
    const child = spawn(process.execPath, [program], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...processEnvironment,
        DATABASE_URL: database.url,
        LECTERN_ROLE: role,
        LECTERN_DATA: dataFolder,
        LECTERN_FILES: files,
        LECTERN_ENGINES: 'tone',
        LECTERN_ENGINE_DEFAULT: 'tone',
        LECTERN_VOICES: 'none',
        PORT: '0',
        ...options.environment,
        ...environment,
      },
    })
    const member = toMember(child)
    members.push(member)
    await member.untilSaid(role === 'web' ? /ready at/ : /Working\./)
    return member
  }

  opening.defer(async () => {
    await Promise.all(members.filter((member) => !member.wasKilled).map((member) => member.stop()))
    const wrong = members.flatMap(({ lines }) => lines.filter((line) => isUnexpected(line, options.mayLog)))
    assert.deepEqual(wrong, [], 'the log says what no test expects')
  })
  const [web, ...workers] = await Promise.all([
    start('web', options.web),
    ...(options.workers ?? [{}, {}]).map((worker) => start('worker', worker)),
  ])
  const [, address] = /ready at (http:\S+)/.exec(web!.lines.join('\n'))!
  const opened = opening.move()
  return {
    api: new ApiClient(address!),
    database,
    web: web!,
    workers,
    startWorker: (worker) => start('worker', worker),
    files,
    dataOf: (name) => join(folder, name),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

function toClusterDatabase({ connection, pool }: TestDatabase): ClusterDatabase {
  return { url: toUrl(connection), pool }
}

function toMember(child: ChildProcess) {
  const lines: string[] = []
  const heard = new Set<() => void>()
  const hear = (line: string) => {
    lines.push(line)
    for (const tell of heard) tell()
  }
  for (const stream of [child.stdout!, child.stderr!]) createInterface({ input: stream }).on('line', hear)
  const ended = once(child, 'exit')
  const member = {
    lines,
    wasKilled: false,
    /** @throws when it ends before */
    async untilSaid(words: RegExp) {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const look = () => lines.some((line) => words.test(line)) && resolve()
      heard.add(look)
      ended.then(() => reject(new Error(`The process ended:\n${lines.join('\n')}`)))
      look()
      await promise.finally(() => heard.delete(look))
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async kill() {
      member.wasKilled = true
      child.kill('SIGKILL')
      await ended
    },
    async stop() {
      child.kill('SIGTERM')
      const [code] = await ended
      assert.equal(code, 0, lines.join('\n'))
    },
  }
  return member
}

/** Pino's levels: 40 warns, 50 and above are errors. What is no line of the log was said to a person. */
function isUnexpected(line: string, mayLog: RegExp | undefined): boolean {
  const level = Number(/^\{"level":(\d+)/.exec(line)?.[1] ?? 0)
  return level >= 40 && !mayLog?.test(line)
}
