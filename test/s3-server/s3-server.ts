import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { accessSync, constants, globSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import type { S3Access } from '#server/storage/s3/s3-client.ts'
import { findFreePort } from '../free-port.ts'
import { until } from '../until.ts'

/** A real server that speaks S3: the Versity gateway over a folder. Install it with `bash test/s3-server/install.sh`. */
export interface TestS3 extends AsyncDisposable {
  access: Required<Pick<S3Access, 'endpoint' | 'region' | 'accessKey' | 'secretKey'>>
  /** The same as Lectern's variables. */
  environment: Record<string, string>
  port: number
  /** Answers `s3://bucket` of a new one. */
  makeBucket(): Promise<string>
  /** For a look at what S3 itself does not tell. */
  client: S3Client
  /** With SIGKILL; the files stay. */
  kill(): Promise<void>
  start(): Promise<void>
}

/** For `skip` of tests: why there is no server, or false. Where LECTERN_TEST_S3 names one, there is no way round it. */
export const withoutS3: string | false =
  findProgram() === undefined && 'no S3 server is installed: bash test/s3-server/install.sh'

/** The domain below which buckets are hosts. */
export const virtualDomain = 's3.test'

export async function openTestS3(): Promise<TestS3> {
  await using opening = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'lectern-s3-'))
  opening.defer(() => rm(folder, { recursive: true, force: true }))
  const port = await findFreePort()
  const access = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    accessKey: 'lectern-tests',
    secretKey: randomUUID(),
  }
  const client = new S3Client({
    endpoint: access.endpoint,
    region: access.region,
    credentials: { accessKeyId: access.accessKey, secretAccessKey: access.secretKey },
    forcePathStyle: true,
  })
  opening.defer(async () => client.destroy())
  await mkdir(join(folder, 'buckets'))
  await mkdir(join(folder, 'attributes'))
  let child: ChildProcess | undefined
  const start = async () => {
    child = startServer(folder, port, access)
    await until('the S3 server answers', () => isOpen(port, child!))
  }
  const kill = async () => {
    if (child?.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  opening.defer(kill)
  await start()
  const opened = opening.move()
  return {
    ...{ access, port, client, kill, start },
    environment: {
      LECTERN_S3_ENDPOINT: access.endpoint,
      LECTERN_S3_REGION: access.region,
      LECTERN_S3_ACCESS_KEY: access.accessKey,
      LECTERN_S3_SECRET_KEY: access.secretKey,
    },
    async makeBucket() {
      const Bucket = `test-${randomUUID()}`
      await client.send(new CreateBucketCommand({ Bucket }))
      return `s3://${Bucket}`
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

function startServer(folder: string, port: number, { accessKey, secretKey }: TestS3['access']): ChildProcess {
  const program = findProgram()
  if (!program) throw new Error(String(withoutS3))
  const words = ['--port', `127.0.0.1:${port}`, '--virtual-domain', virtualDomain, '--health', '/health', '--quiet']
  const posix = ['posix', '--sidecar', join(folder, 'attributes'), join(folder, 'buckets')]
  const env = { ROOT_ACCESS_KEY: accessKey, ROOT_SECRET_KEY: secretKey, HOME: folder }
  return spawn(program, [...words, ...posix], { env, stdio: ['ignore', 'ignore', 'inherit'] })
}

async function isOpen(port: number, child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`The S3 server ended with ${child.exitCode}.`)
  return fetch(`http://127.0.0.1:${port}/health`).then(
    (answer) => answer.ok,
    () => false,
  )
}

/** @throws when LECTERN_TEST_S3 names a program that is not there */
function findProgram(): string | undefined {
  const named = process.env.LECTERN_TEST_S3
  if (named) {
    accessSync(named, constants.X_OK)
    return named
  }
  const cache =
    process.env.LECTERN_CI_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lectern-ci')
  return globSync(join(cache, 'bin', 'versitygw-*'))
    .sort()
    .at(-1)
}
