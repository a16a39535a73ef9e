import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { StudioError, toStudioError } from '#server/base/errors.ts'
import { undefinedWhenGone } from '#server/storage/file-fault.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { requireRoom, whileThereIsRoom } from '#server/storage/require-room.ts'
import type { ByteSource } from './byte-source.ts'
import type { RenditionUses } from './rendition-uses.ts'

/** How to make a file whose length is known before. */
export interface Recipe {
  /** Its key in the file store. */
  key: string
  byteLength: number
  render(signal: AbortSignal): AsyncIterable<Uint8Array>
}

/** Files that can always be made again: made once when first asked for, and read while they are being made. */
export interface RenditionCache extends AsyncDisposable {
  open(recipe: Recipe): ByteSource
  /** Makes a file whose length nobody knows before, unless it is there. It lies in the file store then. */
  keep(key: string, make: () => AsyncIterable<Uint8Array>): Promise<void>
}

interface Parts {
  files: FileStore
  /** Of this process alone, where files grow until they are whole. */
  folder: string
  uses: RenditionUses
}

export function openRenditionCache({ files, folder, uses }: Parts): RenditionCache {
  const growing = new Map<string, GrowingFile>()
  const closing = new AbortController()

  function grow(recipe: Recipe): GrowingFile {
    const file = new GrowingFile(join(folder, randomUUID()), recipe)
    growing.set(recipe.key, file)
    file.ended = file.grow(files, uses, closing.signal).finally(() => {
      growing.delete(recipe.key) // in one step with the end, so that nobody begins to read a closed file
      return file.end()
    })
    file.ended.catch(() => {}) // its readers are told
    return file
  }

  return {
    open: (recipe) => ({
      byteLength: recipe.byteLength,
      async *read(start, end) {
        const running = growing.get(recipe.key)
        if (running) return yield* running.read(start, end)
        const stored = await files.head(recipe.key)
        if (stored?.byteLength === recipe.byteLength) {
          await uses.used(recipe.key)
          const stream = await files.get(recipe.key, { start, end }).catch(undefinedWhenGone) // somebody made room
          if (stream) return yield* stream
        }
        yield* (growing.get(recipe.key) ?? grow(recipe)).read(start, end)
      },
    }),
    async keep(key, make) {
      if (await files.head(key)) return uses.used(key)
      const counted = countBytes(whileThereIsRoom(files, make()))
      await files.put(key, Readable.from(counted.bytes, { objectMode: false }))
      await uses.made(key, counted.byteLength())
    },
    async [Symbol.asyncDispose]() {
      closing.abort(new StudioError('system_busy', 'Lectern is stopping.'))
      await Promise.allSettled([...growing.values()].map((file) => file.ended))
    },
  }
}

function countBytes(bytes: AsyncIterable<Uint8Array>) {
  let byteLength = 0
  async function* count(): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      byteLength += piece.length
      yield piece
    }
  }
  return { bytes: count(), byteLength: () => byteLength }
}

const readLength = 65_536

/** Whoever cleans up may have taken the folder of a process that made nothing for long. */
async function openIn(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  return open(path, 'w+', 0o600)
}

/** A file that is being made, and that readers follow at their own pace. */
class GrowingFile {
  ended: Promise<void> = Promise.resolve()
  private readonly path: string
  private readonly recipe: Recipe
  private readonly opened: Promise<FileHandle>
  private readers = 0
  private written = 0
  private isOver = false
  private failure: StudioError | undefined
  private waiting: (() => void)[] = []

  constructor(path: string, recipe: Recipe) {
    this.path = path
    this.recipe = recipe
    this.opened = openIn(path)
    this.opened.catch(() => {}) // told by grow()
  }

  /** Makes the file to its end, whether or not someone still reads, and moves it into the store when it is right. */
  async grow(files: FileStore, uses: RenditionUses, signal: AbortSignal): Promise<void> {
    try {
      const file = await this.opened
      await requireRoom(files, this.recipe.byteLength)
      for await (const piece of whileThereIsRoom(files, this.recipe.render(signal))) {
        signal.throwIfAborted()
        await file.writeFile(piece) // all of it, at the end
        this.written += piece.length
        this.wake()
      }
      this.checkLength()
      await files.put(this.recipe.key, createReadStream(this.path))
      await uses.made(this.recipe.key, this.written)
    } catch (error) {
      this.failure = toStudioError(error)
      throw error
    } finally {
      await rm(this.path, { force: true })
    }
  }

  /** From now on nobody begins to read, so who waits may hear of a failure; the last of those who read closes. */
  async end(): Promise<void> {
    this.isOver = true
    this.wake()
    if (this.readers === 0) await this.close()
  }

  async *read(start: number, end: number): AsyncGenerator<Uint8Array> {
    this.readers++
    try {
      const file = await this.opened
      for (let position = start; position < end; ) {
        await this.untilWritten(position)
        const length = Math.min(end, this.written, position + readLength) - position
        const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, position)
        position += bytesRead
        yield buffer.subarray(0, bytesRead)
      }
    } finally {
      this.readers--
      if (this.readers === 0 && this.isOver) await this.close()
    }
  }

  /** A file that has another length than its plan is not kept. */
  private checkLength(): void {
    const { key, byteLength } = this.recipe
    if (this.written === byteLength) return
    throw new StudioError('internal_error', `${key} has ${this.written} bytes instead of ${byteLength}.`)
  }

  private async untilWritten(position: number): Promise<void> {
    while (this.written <= position) {
      if (this.isOver) throw this.failure
      await new Promise<void>((resolve) => this.waiting.push(resolve))
    }
  }

  private wake(): void {
    const waiting = this.waiting
    this.waiting = []
    for (const resolve of waiting) resolve()
  }

  private async close(): Promise<void> {
    await (await this.opened).close()
  }
}
