import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import yauzl from 'yauzl'
import { StudioError } from '#server/base/errors.ts'
import type { Delivery } from '../download.ts'
import { stage } from '../staging.ts'
import { byteLengthOf, type PackFile, type VoicePack } from '../voice-pack.ts'
import type { Source } from './source.ts'
import { unpackTarball } from './tarball.ts'

/** A folder of this machine, with the files of the pack in a folder of its name; or an archive of that (ZIP, tar.gz). */
export function openLocalSource(path: string, pack: VoicePack): Source {
  return {
    name: path,
    offers: (files) => files,
    scratchBytes: 0,
    async bring(files, delivery) {
      const found = await stat(path).catch(() => undefined)
      if (!found) throw new StudioError('fetch_failed', `${path} is not there.`)
      if (found.isDirectory()) await copyFiles(join(path, pack.id), files, delivery)
      else if (/\.zip$/i.test(path)) await unzip(path, pack, files, delivery)
      else if (/\.t(ar\.)?gz$/i.test(path)) await untar(path, pack, files, delivery)
      else throw new StudioError('fetch_failed', `${path} is no folder, .zip or .tar.gz file.`)
    },
  }
}

async function copyFiles(folder: string, files: PackFile[], { staging, signal, show }: Delivery): Promise<void> {
  const total = byteLengthOf(files)
  let done = 0
  for (const file of files) {
    signal.throwIfAborted()
    const path = join(folder, file.path)
    if (!(await stat(path).catch(() => undefined))) throw new StudioError('fetch_failed', `${path} is not there.`)
    await stage(staging, file, createReadStream(path))
    show((done += file.byteLength) / total)
  }
}

async function unzip(path: string, pack: VoicePack, files: PackFile[], { staging, signal, show }: Delivery) {
  const zip = await yauzl.openPromise(path, { autoClose: false })
  const missing = new Set(files)
  try {
    for await (const entry of zip.eachEntry()) {
      signal.throwIfAborted()
      const file = fileOf(entry.fileName, pack, files)
      if (!file || !missing.delete(file)) continue
      await stage(staging, file, await zip.openReadStreamPromise(entry))
      show(1 - byteLengthOf([...missing]) / byteLengthOf(files))
    }
  } finally {
    zip.close()
  }
  const [lacking] = missing
  if (lacking) throw new StudioError('fetch_failed', `${path} lacks ${pack.id}/${lacking.path}.`)
}

async function untar(path: string, pack: VoicePack, files: PackFile[], { staging }: Delivery): Promise<void> {
  await unpackTarball(path, (name) => fileOf(name, pack, files), files, staging)
}

/** `kokoro/voices/af_heart.bin`, also when the whole was packed together with the folder around it. */
function fileOf(name: string, pack: VoicePack, files: PackFile[]): PackFile | undefined {
  return files.find(({ path }) => `/${name}`.endsWith(`/${pack.id}/${path}`))
}
