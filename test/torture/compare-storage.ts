import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ConversionRecord, Ledger } from './ledger.ts'
import { queryStudio } from './studio-database.ts'

/** What is left to do in a studio: conversions, imports and jobs. */
export async function countUnfinished(dataFolder: string): Promise<number> {
  const [row] = await queryStudio<{ count: number }>(
    dataFolder,
    `select (select count(*) from conversions where state in ('queued', 'working'))::int
          + (select count(*) from projects where creation_status in ('pending', 'creating'))::int
          + (select count(*) from pgboss.job where state < 'completed')::int as count`,
  )
  return row!.count
}

/** How the acknowledged conversions have ended, and which of them, and which imports, have not as they should. */
export async function compareConversions(dataFolder: string, ledgers: Ledger[]) {
  const wrong: string[] = []
  let [done, failed, cancelled] = [0, 0, 0]
  for (const { requestId, project } of ledgers.flatMap((ledger) => ledger.conversions)) {
    const rows = await queryStudio<ConversionRow>(dataFolder, conversionsOf, [requestId])
    const asked = rows.find((row) => !row.isPart)
    if (asked?.state === 'done') done++
    else if (asked?.state === 'failed') failed++
    else if (asked && mayBeCancelled(project, asked, rows)) cancelled++
    else if (asked || project.existence === 'certain')
      wrong.push(`The conversion ${requestId} of project ${project.name} is ${asked?.state ?? 'lost'}.`)
  }
  const failures = await queryStudio<{ message: string }>(
    dataFolder,
    `select error_message as message from conversions where state = 'failed'`,
  )
  wrong.push(...failures.map(({ message }) => `A conversion has failed: ${message}`))
  const imports = await queryStudio<{ name: string; error: object }>(
    dataFolder,
    `select name, creation_error as error from projects where creation_status = 'failed'`,
  )
  wrong.push(...imports.map(({ name, error }) => `The import of ${name} has failed: ${JSON.stringify(error)}`))
  const [all] = await queryStudio<{ count: number }>(dataFolder, 'select count(*)::int as count from conversions')
  return { done, failed, cancelled, all: all!.count, wrong }
}

interface ConversionRow {
  state: string
  chapterId: string | null
  /** Whether it is a chapter of a project that was converted as a whole. */
  isPart: boolean
}

const conversionsOf = `
  select state, chapter_id as "chapterId", parent_id is not null as "isPart" from conversions where request_id = $1`

/** Only what was (perhaps) deleted is cancelled. */
function mayBeCancelled(
  { existence, chapters }: ConversionRecord['project'],
  asked: ConversionRow,
  all: ConversionRow[],
) {
  if (asked.state !== 'cancelled') return false
  const parts = asked.chapterId === null ? all.filter((row) => row.isPart) : [asked]
  const isGone = (id: string | null) => chapters.find((chapter) => chapter.id === id)?.existence !== 'certain'
  return existence !== 'certain' || parts.every((part) => part.state === 'cancelled' && isGone(part.chapterId))
}

/**
 * Takes without their samples, and files that nobody needs any more.
 * @param mostUploads that requests and imports may have left when they were killed
 */
export async function compareFiles(
  dataFolder: string,
  mostUploads: number,
): Promise<{ takes: number; wrong: string[] }> {
  const wrong: string[] = []
  const takes = await queryStudio<{ name: string; sampleCount: number }>(
    dataFolder,
    'select coalesce(content_hash, key) as name, sample_count as "sampleCount" from takes',
  )
  for (const { name, sampleCount } of takes) {
    const file = join(dataFolder, 'files', 'takes', name.slice(0, 2), `${name}.pcm`)
    const byteLength = (await stat(file).catch(() => undefined))?.size
    if (byteLength !== 2 * sampleCount) wrong.push(`${file} has ${byteLength} bytes instead of ${2 * sampleCount}.`)
  }
  const uploads = await listFiles(join(dataFolder, 'files', 'uploads'))
  if (uploads.length > mostUploads) wrong.push(`${uploads.length} uploads were not deleted after their import.`)
  return { takes: takes.length, wrong }
}

/** What processes leave that did not clean up; to be asked when all have ended. */
export async function findLeftOvers(dataFolder: string): Promise<string[]> {
  const folders = ['files/.unfinished', 'growing']
  const found = await Promise.all(folders.map((folder) => listFiles(join(dataFolder, folder))))
  return found.flat().map((file) => `${file} was left behind.`)
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}
