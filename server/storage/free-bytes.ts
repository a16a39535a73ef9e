import { statfs } from 'node:fs/promises'

/** What a disk has left for us; undefined where there is no such number: a tmpfs without a limit, for one, says that it has 0 of 0. */
export async function freeBytesOf(folder: string): Promise<number | undefined> {
  const { blocks, bavail, bsize } = await statfs(folder)
  return blocks === 0 ? undefined : bavail * bsize
}
