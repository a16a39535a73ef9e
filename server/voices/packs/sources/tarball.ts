import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { StudioError } from '#server/base/errors.ts'
import { stage } from '../staging.ts'
import type { PackFile } from '../voice-pack.ts'
import { readTar } from './tar.ts'

/**
 * Stages some files of a gzipped tar archive, in one pass.
 * @param fileOf what a member is of the pack, if anything
 * @throws StudioError `fetch_failed` when the archive lacks one of the files; Error when it is broken
 */
export async function unpackTarball(
  path: string,
  fileOf: (name: string) => PackFile | undefined,
  files: PackFile[],
  staging: string,
): Promise<void> {
  const missing = new Set(files)
  const packed = createReadStream(path)
  const unpacked = createGunzip()
  packed.on('error', (error) => unpacked.destroy(error)).pipe(unpacked)
  try {
    for await (const { name, content } of readTar(unpacked)) {
      const file = fileOf(name)
      if (!file || !missing.delete(file)) continue
      await stage(staging, file, content)
      if (missing.size === 0) return
    }
  } finally {
    packed.destroy()
    unpacked.destroy()
  }
  const [lacking] = missing
  if (lacking) throw new StudioError('fetch_failed', `The archive lacks ${lacking.path}.`)
}
