import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ErrorCode } from '#server/base/error-catalogue.ts'
import { StudioError } from '#server/base/errors.ts'
import type { DocumentFile } from '../document/importer.ts'
import { openZipArchive } from '../document/zip-archive.ts'
import { aDocument, zipOf } from './documents.test-kit.ts'
import { importDocument } from './import-document.ts'

// Every sample, damaged in ways that come from one seed: it imports, or the error says what is wrong with the file. The
// process that reads must never take more time or memory than it may.

const folder = join(import.meta.dirname, '..', '..', '..', 'samples', 'documents')
const names = (await readdir(folder)).filter((name) => !name.endsWith('.json'))
const damagedPerSample = 3
const limits = { seconds: 20, memoryMegabytes: 300 }
const allowed: ErrorCode[] = [
  'document_broken',
  'document_protected',
  'document_too_large',
  'empty_text',
  'invalid_file_type',
]

for (const [index, name] of names.entries()) {
  test(`${name}, damaged in ${damagedPerSample} ways, imports or says what is wrong`, async () => {
    const bytes = await readFile(join(folder, name))
    for (let round = 0; round < damagedPerSample; round++) {
      const random = seeded(1000 * index + round)
      await using document = await aDocument(await damage(bytes, name, round, random), name)
      const error = await importDocument(document.path, { fileName: name, limits }).catch((thrown) => thrown)
      if (!(error instanceof Error)) continue
      assert.ok(error instanceof StudioError && allowed.includes(error.code), String(error))
      assert.doesNotMatch(error.message, /took more than|of memory|ended without an answer/)
    }
  })
}

/** Bits turned, the end cut off, the contents of two files of an archive exchanged (of other files: two pieces). */
async function damage(bytes: Buffer, name: string, round: number, random: () => number): Promise<Buffer> {
  if (round % 3 === 0) return flipBits(bytes, random)
  if (round % 3 === 1) return bytes.subarray(0, Math.floor(bytes.length * random()))
  return bytes.toString('latin1', 0, 2) === 'PK' ? swapEntries(bytes, name, random) : swapPieces(bytes, random)
}

function flipBits(bytes: Buffer, random: () => number): Buffer {
  const damaged = Buffer.from(bytes)
  const count = 1 + Math.floor(random() * 20)
  for (let flipped = 0; flipped < count; flipped++) {
    damaged[Math.floor(random() * damaged.length)]! ^= 1 << Math.floor(random() * 8)
  }
  return damaged
}

async function swapEntries(bytes: Buffer, name: string, random: () => number): Promise<Buffer> {
  await using document = await aDocument(bytes, name)
  const files = await unpack(document)
  const entries = Object.keys(files).filter((entry) => entry !== 'mimetype')
  const [left, right] = [0, 0].map(() => entries[Math.floor(random() * entries.length)]!)
  return zipOf({ ...files, [left!]: files[right!]!, [right!]: files[left!]! })
}

async function unpack(document: DocumentFile): Promise<Record<string, Buffer>> {
  await using archive = await openZipArchive(document)
  const files = archive.names.filter((entry) => !entry.endsWith('/'))
  return Object.fromEntries(await Promise.all(files.map(async (entry) => [entry, await archive.read(entry)] as const)))
}

function swapPieces(bytes: Buffer, random: () => number): Buffer {
  const [first, second] = [random(), random()].sort().map((share) => Math.floor(share * bytes.length))
  return Buffer.concat([bytes.subarray(second), bytes.subarray(first, second), bytes.subarray(0, first)])
}

/** Mulberry32: the same numbers from 0 to 1 for the same seed. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
