import type { FileStore } from '#server/storage/file-store.ts'

/** A stretch of bytes of known length that can be read from anywhere, such as a file that is still being made. */
export interface ByteSource {
  readonly byteLength: number
  /** Bytes `start` up to but not including `end`, which lie inside the stretch. */
  read(start: number, end: number): AsyncIterable<Uint8Array>
}

/** Bytes that are at hand. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    byteLength: bytes.length,
    async *read(start, end) {
      yield bytes.subarray(start, end)
    },
  }
}

/** A file of the store: read while it is sent, so that who reads slowly fills no memory. */
export function storedSource(files: FileStore, key: string, byteLength: number): ByteSource {
  return {
    byteLength,
    async *read(start, end) {
      yield* await files.get(key, { start, end })
    },
  }
}

const zeros = new Uint8Array(65_536)

/** Zero bytes: silence, in PCM. */
export function zerosSource(byteLength: number): ByteSource {
  return {
    byteLength,
    async *read(start, end) {
      for (let left = end - start; left > 0; left -= zeros.length) yield zeros.subarray(0, left)
    },
  }
}

/** A head before a body, sent when the body begins to come: what goes wrong at its start is told before any byte is sent. */
export function withHead(head: ByteSource, body: ByteSource): ByteSource {
  const { byteLength } = head
  return {
    byteLength: byteLength + body.byteLength,
    async *read(start, end) {
      if (end <= byteLength) return yield* head.read(start, end)
      let isHeadSent = start >= byteLength
      for await (const piece of body.read(Math.max(start - byteLength, 0), end - byteLength)) {
        if (!isHeadSent) yield* head.read(start, byteLength)
        isHeadSent = true
        yield piece
      }
    },
  }
}

/** One after the other. Only what is read is asked of its source, so a range far inside costs only its own part. */
export function joinSources(sources: ByteSource[]): ByteSource {
  return {
    byteLength: sources.reduce((sum, source) => sum + source.byteLength, 0),
    async *read(start, end) {
      let sourceStart = 0
      for (const source of sources) {
        const from = Math.max(start - sourceStart, 0)
        const to = Math.min(end - sourceStart, source.byteLength)
        if (from < to) yield* source.read(from, to)
        sourceStart += source.byteLength
        if (sourceStart >= end) return
      }
    },
  }
}
