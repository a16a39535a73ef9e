import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { StudioError } from '#server/base/errors.ts'
import { syncFolder } from '../durable-file.ts'
import { isProcessAlive } from '../process-alive.ts'
import { type Account, runAs } from './account.ts'
import { programPath } from './binaries.ts'

/** The superuser of every embedded server; without a password: see `setAccess`. */
export const serverUser = 'lectern'

const run = promisify(execFile)

/** The folder that PostgreSQL calls PGDATA. */
export function clusterFolderOf(dataDir: string): string {
  return join(dataDir, 'data')
}

/**
 * Makes the files of a new PostgreSQL when there are none. They are made under another name and then renamed, so a
 * process that is killed in the middle leaves only a folder that the next one removes.
 * @param isDurable whether to wait until all is on the disk
 * @throws StudioError `database_failed_to_start`
 */
export async function ensureCluster(account: Account, dataDir: string, isDurable: boolean): Promise<void> {
  const cluster = clusterFolderOf(dataDir)
  await removeUnfinished(dataDir)
  if (existsSync(cluster)) return await refuseOtherVersion(account, cluster)
  const unfinished = join(dataDir, `init.${process.pid}`)
  try {
    await initialise(account, unfinished, isDurable)
    await rename(unfinished, cluster)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  await syncFolder(dataDir)
}

async function removeUnfinished(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const pid = Number(/^init\.(\d+)$/.exec(name)?.[1])
    if (!pid || (pid !== process.pid && isProcessAlive(pid))) continue
    // Its initdb may live on for a moment and write into what is being removed.
    await rm(join(dataDir, name), { recursive: true, force: true, maxRetries: 5 })
  }
}

async function refuseOtherVersion(account: Account, cluster: string): Promise<void> {
  const found = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => undefined)
  if (found?.trim() === account.binaries.major) return
  const writer = found === undefined ? 'no PostgreSQL' : `PostgreSQL ${found.trim()}`
  throw new StudioError(
    'database_failed_to_start',
    `The data in ${cluster} is of ${writer}, and this Lectern brings PostgreSQL ${account.binaries.major}. ` +
      'Start the Lectern that wrote it, make a backup, and restore that with this one.',
  )
}

async function initialise(account: Account, folder: string, isDurable: boolean): Promise<void> {
  const options = ['-D', folder, '-U', serverUser, '-E', 'UTF8', '--locale=C', '-A', 'trust']
  const [program, ...rest] = runAs(account, programPath(account.binaries, 'initdb'), [
    ...options,
    ...(isDurable ? [] : ['--no-sync']),
  ])
  await run(program, rest, { uid: account.uid, gid: account.gid, cwd: '/' }).catch((cause) => {
    const reason = String(cause.stderr || cause.message).trim()
    throw new StudioError('database_failed_to_start', `The database could not be made in ${folder}: ${reason}`, {
      cause,
    })
  })
}
