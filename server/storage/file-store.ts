import type { Readable } from 'node:stream'

/** Bytes under keys such as `takes/ab/ab12….pcm`. A key is there whole or not at all. */
export interface FileStore {
  /** Stores the bytes durably under the key, replacing what was there. @throws StudioError `disk_full`, `storage_failed` */
  put(key: string, content: Uint8Array | Readable): Promise<void>
  /** Reads a file, or bytes `start` up to but not including `end`. @throws StudioError `file_not_found` */
  get(key: string, range?: { start: number; end?: number }): Promise<Readable>
  /** The whole file at once. @throws StudioError `file_not_found` */
  read(key: string): Promise<Buffer>
  /** Undefined when there is no such file. */
  head(key: string): Promise<{ byteLength: number } | undefined>
  /** Missing keys are no error. */
  delete(keys: string[]): Promise<void>
  /** All keys that begin with the prefix, in no order. */
  list(prefix: string): AsyncIterable<string>
  /** The same with their lengths, which a folder has to look for one by one. */
  listLengths(prefix: string): AsyncIterable<StoredFile>
  /** How many bytes more it can hold; undefined where there is no telling, as in S3. */
  room(): Promise<number | undefined>
}

/** A file as a list shows it. */
export interface StoredFile {
  key: string
  byteLength: number
}
