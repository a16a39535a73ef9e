import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { addAbortSignal, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Config } from '#server/base/config.ts'
import { StudioError } from '#server/base/errors.ts'
import type { BackupSummary } from '#server/operating/backup/backup-file.ts'
import { restoreBackup } from '#server/operating/backup/restore-backup.ts'
import { writeBackup } from '#server/operating/backup/write-backup.ts'
import { migrateDatabase } from '#server/storage/migrate.ts'
import { openFiles } from '#server/storage/open-files.ts'
import { type OpenStorage, openStorage } from '#server/storage/open-storage.ts'
import { openOwnFiles } from '#server/takes/own-files.ts'
import { checkOutput, writeOutput } from '../output-file.ts'
import { openQuietLog } from '../quiet-log.ts'
import { reasonOf } from '../reason-of.ts'

/** @param file a path, or `-` for the standard output @throws the signal's reason */
export async function backup(config: Config, file: string, stop: AbortSignal): Promise<number> {
  await using storage = await openDatabaseOf(config)
  await migrateDatabase(storage.sessionConnection)
  using files = await openOwnFiles(config, storage.db)
  const progress = openProgress('Kept')
  const bytes = addAbortSignal(
    stop,
    Readable.from(writeBackup({ pool: storage.pool, files, tell: progress.tell }), { objectMode: false }),
  )
  if (file === '-') await pipeline(bytes, process.stdout).catch(explainPipe)
  else {
    const path = resolve(file)
    await checkOutput(path)
    await writeOutput(path, bytes, async () => {})
  }
  progress.end()
  return 0
}

/** @param file a path, or `-` for the standard input @throws the signal's reason */
export async function restore(config: Config, file: string, stop: AbortSignal): Promise<number> {
  const input = addAbortSignal(stop, file === '-' ? process.stdin : createReadStream(resolve(file)))
  input.on('error', () => {}) // whoever reads is told
  await using storage = await openDatabaseOf(config)
  using files = await openFiles(config)
  const progress = openProgress('Restored')
  await restoreBackup({ connection: storage.sessionConnection, files, tell: progress.tell }, input).catch((error) => {
    throw error?.syscall === 'open' ? unreadable(file, error) : error
  })
  progress.end()
  return 0
}

/** Whatever its tables are like. */
function openDatabaseOf(config: Config): Promise<OpenStorage> {
  return openStorage({ config, log: openQuietLog(config), applicationName: 'backup', poolSize: 2 })
}

function explainPipe(cause: NodeJS.ErrnoException): never {
  if (cause.code !== 'EPIPE') throw cause
  throw new StudioError('output_refused', 'Whoever reads the backup has gone before its end.', { cause })
}

function unreadable(file: string, cause: Error): StudioError {
  return new StudioError('input_unreadable', `${file} cannot be read: ${reasonOf(cause)}.`, { cause })
}

/** On the standard error, since the standard output may be the backup. */
function openProgress(verb: string) {
  let last: BackupSummary = { rows: 0, files: 0, bytes: 0 }
  const describe = () => `${verb} ${last.files} files, ${(last.bytes / 1e9).toFixed(2)} GB`
  return {
    tell(summary: BackupSummary) {
      last = { ...summary }
      if (process.stderr.isTTY && summary.files % 100 === 0) process.stderr.write(`\r${describe()}`)
    },
    end() {
      console.error(`${process.stderr.isTTY ? '\r' : ''}${describe()}.`)
    },
  }
}
