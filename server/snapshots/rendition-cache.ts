import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StudioError, toStudioError } from '#server/base/errors.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { isProcessAlive } from '#server/storage/process-alive.ts'
import type { ByteSource } from './byte-source.ts'

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
}

/** @param folder where files grow until they are whole, in a folder for each process */
export async function openRenditionCache({
  files,
  folder: parent,
}: {
  files: FileStore
  folder: string
}): Promise<RenditionCache> {
  await removeLeftOvers(parent)
  const folder = join(parent, String(process.pid))
  await mkdir(folder, { recursive: true })
  const growing = new Map<string, GrowingFile>()
  const closing = new AbortController()

  function grow(recipe: Recipe): GrowingFile {
    const file = new GrowingFile(join(folder, randomUUID()), recipe)
    growing.set(recipe.key, file)
    file.ended = file.grow(files, closing.signal).finally(() => {
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
        if (stored?.byteLength === recipe.byteLength) return yield* await files.get(recipe.key, { start, end })
        yield* (growing.get(recipe.key) ?? grow(recipe)).read(start, end)
      },
    }),
    async [Symbol.asyncDispose]() {
      closing.abort(new StudioError('system_busy', 'Lectern is stopping.'))
      await Promise.allSettled([...growing.values()].map((file) => file.ended))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What killed processes left. */
async function removeLeftOvers(parent: string): Promise<void> {
  await mkdir(parent, { recursive: true })
  for (const name of await readdir(parent)) {
    if (name === String(process.pid) || !isProcessAlive(Number(name)))
      await rm(join(parent, name), { recursive: true, force: true })
  }
}

const readLength = 65_536

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
    this.opened = open(path, 'w+')
    this.opened.catch(() => {}) // told by grow()
  }

  /** Makes the file to its end, whether or not someone still reads, and moves it into the store when it is right. */
  async grow(files: FileStore, signal: AbortSignal): Promise<void> {
    try {
      const file = await this.opened
      for await (const piece of this.recipe.render(signal)) {
        signal.throwIfAborted()
        await file.writeFile(piece) // all of it, at the end
        this.written += piece.length
        this.wake()
      }
      this.checkLength()
      await files.put(this.recipe.key, createReadStream(this.path))
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
