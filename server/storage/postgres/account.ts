import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, lchown, lstat, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { StudioError } from '#server/base/errors.ts'
import { type PostgresBinaries, programPath } from './binaries.ts'

/**
 * As whom PostgreSQL runs. It refuses to be root, so for root it runs as the user `nobody`, who must be able to reach
 * programs and data; where only root can (a home with mode 0700), in a user namespace in which root has another name.
 */
export type Account = {
  /** Who owns the data on the disk. */
  uid: number
  gid: number
  /** What comes before the program: `unshare` and its arguments, or nothing. */
  prefix: string[]
  binaries: PostgresBinaries
}

const nobody = { uid: 65534, gid: 65534 }
const namespace = ['unshare', '--user', `--map-user=${nobody.uid}`, `--map-group=${nobody.gid}`]
const run = promisify(execFile)

/**
 * Finds out as whom PostgreSQL can run on a folder that exists, and gives the folder to that account.
 * @throws StudioError `database_failed_to_start` when root cannot hand the work to anyone
 */
export async function chooseAccount(binaries: PostgresBinaries, dataDir: string): Promise<Account> {
  const uid = process.getuid?.() ?? 0
  if (uid !== 0) return { uid, gid: process.getgid?.() ?? 0, prefix: [], binaries }
  const account = await chooseAccountForRoot(binaries, dataDir)
  await giveTo(account, dataDir)
  return account
}

async function chooseAccountForRoot(binaries: PostgresBinaries, dataDir: string): Promise<Account> {
  const postgres = [programPath(binaries, 'postgres'), '--version']
  const asNobody = { ...nobody, prefix: [], binaries }
  const inNamespace = { uid: 0, gid: 0, prefix: namespace, binaries }
  if (await canRun(asNobody, dirname(dataDir), postgres)) return asNobody
  if (await canRun(inNamespace, dirname(dataDir), postgres)) return inNamespace
  if (await canRun(asNobody, dirname(dataDir), ['/bin/sh', '-c', ':']))
    return { ...asNobody, binaries: await copyBinaries(binaries, dataDir) }
  throw new StudioError(
    'database_failed_to_start',
    `PostgreSQL does not run as root, and the user nobody cannot reach ${dataDir}: start Lectern as another user, ` +
      'or set LECTERN_DATA to a folder that everybody may enter, such as /var/lib/lectern.',
  )
}

/** The program and its arguments as the account runs them. */
export function runAs(account: Account, program: string, options: string[]): [string, ...string[]] {
  return [...account.prefix, program, ...options] as [string, ...string[]]
}

/** Whether the account may enter the folder and run the command there: tried out, as mode bits are not all that counts. */
async function canRun(account: Account, folder: string, command: string[]): Promise<boolean> {
  const [program, ...rest] = runAs(account, '/bin/sh', ['-c', 'cd "$0" && exec "$@"', folder, ...command])
  return run(program, rest, { uid: account.uid, gid: account.gid, cwd: '/' }).then(
    () => true,
    () => false,
  )
}

/** Changes the owner of a folder and all below it, when it is another. */
async function giveTo(account: Account, folder: string): Promise<void> {
  if ((await lstat(folder)).uid === account.uid) return
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    await lchown(join(entry.parentPath, entry.name), account.uid, account.gid)
  await lchown(folder, account.uid, account.gid)
}

/** For programs below a closed home where the kernel allows no namespaces: a copy beside the data (60 MB). */
async function copyBinaries(binaries: PostgresBinaries, dataDir: string): Promise<PostgresBinaries> {
  const folder = join(dataDir, `postgres-${binaries.version}`)
  if (existsSync(folder)) return { ...binaries, folder }
  const unfinished = `${folder}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  await cp(binaries.folder, unfinished, { recursive: true, verbatimSymlinks: true })
  await giveTo({ ...nobody, prefix: [], binaries }, unfinished)
  await rename(unfinished, folder)
  return { ...binaries, folder }
}
