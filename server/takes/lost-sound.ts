import { StudioError } from '#server/base/errors.ts'
import type { TakeKey } from '#server/base/ids.ts'
import { inGroups } from '#server/base/in-groups.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { takes } from '#server/storage/schema.ts'
import { isOneOf, keysAtOnce, lockContent, type TakeSound, takeFile } from './take-store.ts'

type Needs = { db: Database; files: FileStore }

const filesAtOnce = 32

/**
 * Forgets those of these takes whose samples have gone from the file store, by a hand or a disk, so that they are made again.
 * Asked before a conversion, and before a text or a paragraph is spoken for somebody: who asks anew is not to get the same
 * gap once more.
 * @returns how many were forgotten
 */
export async function forgetLostSound(needs: Needs, keys: TakeKey[]): Promise<number> {
  let forgotten = 0
  for await (const [file, lost] of findLost(needs, keys)) forgotten += await forget(needs, file, lost)
  return forgotten
}

/** Asked by who gives sound away that was spoken before: what is lost is told, and does not break off. @throws StudioError `file_not_found` */
export async function requireSound(needs: Needs, keys: TakeKey[]): Promise<void> {
  for await (const _ of findLost(needs, keys))
    throw new StudioError('file_not_found', 'The sound of this has gone from the file store.')
}

/** The files that are not there, and whose they are. */
async function* findLost({ db, files }: Needs, keys: TakeKey[]): AsyncGenerator<[string, { key: TakeKey }[]]> {
  const rows: Pick<TakeSound, 'key' | 'contentHash'>[] = []
  for (const some of inGroups(keys, keysAtOnce)) {
    const { key, contentHash } = takes
    for (const row of await db.select({ key, contentHash }).from(takes).where(isOneOf(some))) rows.push(row)
  }
  const ofFiles = [...Map.groupBy(rows, takeFile)]
  for (const some of inGroups(ofFiles, filesAtOnce)) {
    const heads = await Promise.all(some.map(([file]) => files.head(file)))
    yield* some.filter((_, index) => heads[index] === undefined)
  }
}

/** Whoever keeps a take of the same samples just now (`keepTake`) has stored them by the time that the file is ours. */
async function forget({ db, files }: Needs, file: string, lost: { key: TakeKey }[]): Promise<number> {
  return db.transaction(async (transaction) => {
    await lockContent(transaction, file)
    if (await files.head(file)) return 0
    const keys = lost.map(({ key }) => key)
    const { rowCount } = await transaction.delete(takes).where(isOneOf(keys))
    return rowCount ?? 0
  })
}
