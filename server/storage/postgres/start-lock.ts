import { DatabaseSync } from 'node:sqlite'

/**
 * Takes the lock in a file, or answers undefined while another process holds it. The kernel frees it when its process
 * dies, in whatever way. (Node has no file locks; an SQLite database in that file is the way to the kernel's.)
 */
export function tryLock(file: string): Disposable | undefined {
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
    return { [Symbol.dispose]: () => database.close() }
  } catch (error) {
    database.close()
    if (isBusy(error)) return undefined
    throw error
  }
}

function isBusy(error: unknown): boolean {
  return (error as { errcode?: number }).errcode === 5 // SQLITE_BUSY
}
