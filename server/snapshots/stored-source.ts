import type { FileStore } from '#server/storage/file-store.ts'
import type { ByteSource } from './byte-source.ts'

/** A file of the store as an answer: read while it is sent, so that who reads slowly fills no memory. */
export function storedSource(files: FileStore, key: string, byteLength: number): ByteSource {
  return {
    byteLength,
    async *read(start, end) {
      yield* await files.get(key, { start, end })
    },
  }
}
