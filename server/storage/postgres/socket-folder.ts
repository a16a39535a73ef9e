import { createHash } from 'node:crypto'
import { chown, lstat, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StudioError } from '#server/base/errors.ts'

export const serverPort = 5432
/** sockaddr_un holds 108 bytes on Linux and 104 on macOS, with a zero at the end. */
const longestSocketPath = 103

/**
 * Where the server of a data folder has its socket: inside that folder, so that whoever shares the folder finds it
 * (also from another container), or in the temporary folder when the path would be too long for a socket.
 */
export function socketFolderOf(dataDir: string): string {
  const inside = join(dataDir, 'socket')
  if (Buffer.byteLength(join(inside, `.s.PGSQL.${serverPort}.lock`)) <= longestSocketPath) return inside
  return join(tmpdir(), `lectern-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`)
}

/**
 * Makes the folder for the socket, which only `owner` can enter.
 * @throws StudioError `database_failed_to_start` when somebody else made it before us
 */
export async function makeSocketFolder(folder: string, owner: { uid: number; gid: number }): Promise<void> {
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const found = await lstat(folder)
  const mayBeOurs = [owner.uid, process.getuid?.()].includes(found.uid)
  if (!found.isDirectory() || !mayBeOurs || (found.mode & 0o077) !== 0)
    throw new StudioError('database_failed_to_start', `${folder} belongs to somebody else; remove it and start again.`)
  if (found.uid !== owner.uid) await chown(folder, owner.uid, owner.gid)
}
