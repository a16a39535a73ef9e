import { isUtf8 } from 'node:buffer'
import { posix } from 'node:path'
import { Readable } from 'node:stream'
import yauzl from 'yauzl'
import type { ByteSource } from '#server/snapshots/byte-source.ts'
import type { FileStore } from '#server/storage/file-store.ts'

/** An EPUB 3 that a project was made from, to be read again. All names are those of the archive. */
export interface SourceEpub {
  names: string[]
  packageName: string
  packageSource: string
  /** XHTML pages in reading order. */
  pages: { name: string; itemId: string }[]
  /** Undefined when it is not in UTF-8. */
  read(name: string): Promise<string | undefined>
  open(name: string): ByteSource
}

/**
 * How much of it is read, in bytes: a long book has a tenth of that in its pages. It was written by strangers, and is read here
 * beside other work.
 */
const most = { containerBytes: 100_000, packageBytes: 5_000_000, pageBytes: 20_000_000 }

/** @returns undefined for an EPUB 2, for one that has sound already or is very large, and for what we cannot change without harm */
export async function openSourceEpub(files: FileStore, key: string): Promise<SourceEpub | undefined> {
  const { byteLength } = (await files.head(key)) ?? {}
  if (byteLength === undefined) return undefined
  const zip = await yauzl.fromRandomAccessReaderPromise(new StoreReader(files, key), byteLength, { autoClose: false })
  const entries = new Map<string, yauzl.Entry>()
  for await (const entry of zip.eachEntry()) if (!entry.fileName.endsWith('/')) entries.set(entry.fileName, entry)
  const names = [...entries.keys()]
  const open = (name: string) => entrySource(zip, entries.get(name)!)
  const readAtMost = async (name: string, bytes: number) => {
    const { byteLength, read } = open(name)
    if (byteLength > bytes) return undefined
    const all = Buffer.concat(await Array.fromAsync(read(0, byteLength)))
    return isUtf8(all) ? all.toString() : undefined
  }
  const packageName = await findPackage(names, (name) => readAtMost(name, most.containerBytes))
  if (packageName === undefined) return undefined
  const packageSource = await readAtMost(packageName, most.packageBytes)
  if (packageSource === undefined || !isChangeable(packageSource)) return undefined
  const pages = pagesOf(packageName, packageSource).filter(({ name }) => entries.has(name))
  const pageBytes = pages.reduce((sum, { name }) => sum + open(name).byteLength, 0)
  const isReadTwice = new Set(pages.map(({ name }) => name)).size < pages.length
  if (pages.length === 0 || isReadTwice || pageBytes > most.pageBytes) return undefined
  return { names, packageName, packageSource, pages, read: (name) => readAtMost(name, most.pageBytes), open }
}

class StoreReader extends yauzl.RandomAccessReader {
  private readonly files: FileStore
  private readonly key: string

  constructor(files: FileStore, key: string) {
    super()
    this.files = files
    this.key = key
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const { files, key } = this
    async function* read() {
      yield* await files.get(key, { start, end })
    }
    return Readable.from(read(), { objectMode: false })
  }
}

function entrySource(zip: yauzl.ZipFile, entry: yauzl.Entry): ByteSource {
  return {
    byteLength: entry.uncompressedSize,
    async *read(start, end) {
      let position = 0
      for await (const piece of await zip.openReadStreamPromise(entry)) {
        const bytes = piece as Buffer
        const part = bytes.subarray(Math.max(0, start - position), Math.max(0, end - position))
        if (part.length > 0) yield part
        position += bytes.length
        if (position >= end) return
      }
    },
  }
}

async function findPackage(names: string[], read: SourceEpub['read']): Promise<string | undefined> {
  const container = 'META-INF/container.xml'
  if (!names.includes(container)) return undefined
  const source = (await read(container)) ?? ''
  if (!endsInTag(source)) return undefined
  const roots = [...source.matchAll(/<rootfile\s[^>]*>/g)].flatMap(
    ([element]) => attributeOf(element, 'full-path') ?? [],
  )
  return roots.length === 1 && names.includes(roots[0]!) ? roots[0] : undefined
}

/** Then every tag that begins has an end, and none is looked for in vain in all that follows, time and again. */
function endsInTag(source: string): boolean {
  return source.trimEnd().endsWith('>')
}

function isChangeable(source: string): boolean {
  if (!endsInTag(source)) return false
  const [packageElement = ''] = /<package\s[^>]*>/.exec(source) ?? []
  const isEpub3 = attributeOf(packageElement, 'version')?.startsWith('3.') ?? false
  return isEpub3 && !/media-overlay\s*=|media:duration|rendition:layout"?>\s*pre-paginated/.test(source)
}

function pagesOf(packageName: string, source: string): SourceEpub['pages'] {
  const items = new Map<string, string>()
  for (const [element] of source.matchAll(/<item\s[^>]*>/g)) {
    const [id, href, mediaType] = ['id', 'href', 'media-type'].map((name) => attributeOf(element, name))
    if (id && href && mediaType === 'application/xhtml+xml') items.set(id, resolve(packageName, href))
  }
  return [...source.matchAll(/<itemref\s[^>]*>/g)].flatMap(([element]) => {
    const itemId = attributeOf(element, 'idref') ?? ''
    const name = items.get(itemId)
    return name === undefined ? [] : [{ name, itemId }]
  })
}

export function attributeOf(element: string, name: string): string | undefined {
  const [, quoted] = new RegExp(`\\s${name}\\s*=\\s*("[^"]*"|'[^']*')`).exec(element) ?? []
  return quoted?.slice(1, -1)
}

function resolve(from: string, href: string): string {
  const path = href.replace(/[?#].*$/, '')
  try {
    return posix.join(posix.dirname(from), decodeURIComponent(path))
  } catch {
    return posix.join(posix.dirname(from), path)
  }
}
