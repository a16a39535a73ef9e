import { copyFile, open, stat, truncate } from 'node:fs/promises'

/** Half of what the log may take on the disk: the running file and the one before it. */
const largestByteLength = 4 * 2 ** 20

/** How long the log is now, in bytes; 0 when there is none. */
export async function logByteLength(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined)
  return found?.size ?? 0
}

/** The last lines written since the file was `startByte` long, as one paragraph. */
export async function lastLogLines(file: string, startByte: number): Promise<string> {
  await using handle = await open(file, 'r').catch(() => undefined)
  if (!handle) return ''
  const { size } = await handle.stat()
  const start = Math.max(startByte, size - 16_384)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(16_384), 0, 16_384, start)
  return buffer.toString('utf8', 0, bytesRead).trim().split('\n').slice(-8).join('\n')
}

/** Moves a long log to `….1` and begins anew. The server appends, so it may be running. */
export async function trimLog(file: string): Promise<void> {
  if ((await logByteLength(file)) <= largestByteLength) return
  await copyFile(file, `${file}.1`)
  await truncate(file)
}
