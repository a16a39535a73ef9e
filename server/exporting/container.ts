import type { Encoders } from '#server/audio/encoding/encoders.ts'
import type { ProjectId } from '#server/base/ids.ts'
import type { ByteSource } from '#server/snapshots/byte-source.ts'
import type { RenditionCache } from '#server/snapshots/rendition-cache.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import type { Book } from './book.ts'
import type { ExportOptions } from './export.ts'

export interface ContainerNeeds {
  db: Database
  files: FileStore
  encoders: Encoders
  renditions: RenditionCache
  voices: VoiceCatalogue
}

/** A kind of file that a book can become. */
export interface Container<Format extends string = string> {
  readonly format: Format
  /** Of a file of one book; several of them come as a ZIP archive. */
  readonly contentType: string
  /** Without a dot. */
  readonly extension: string
  /** In kilobits per second; none when its sound has no bitrate, or it has no sound. */
  readonly bitrates: readonly number[]
  /** The bitrate of those who name none; `project` when the project's quality says it. */
  readonly usualBitrate?: number | 'project'
  /** Of a sound without a bitrate: about what a second of it takes. */
  readonly bytesPerSecond?: number
  /** Whether it holds sound, whose loudness can be chosen. */
  readonly hasSound: boolean
  /** Whether there can be a file for each chapter; `always` when there is nothing else. */
  readonly perChapter: 'no' | 'yes' | 'always'
  /** What else decides what the file holds. @throws StudioError when there can be none now */
  dependsOn?(needs: { db: Database }, projectId: ProjectId): Promise<string>
  /**
   * Makes what must be known before the first byte is, such as encoded chapters, and answers the file. It is read once, from
   * its start to its end. @throws StudioError; the signal's reason
   */
  open(needs: ContainerNeeds, book: Book, options: ExportOptions, work: ExportWork): Promise<ByteSource>
}

/** A run that makes a file. */
export interface ExportWork {
  signal: AbortSignal
  /** How far the making is, without the writing that follows: 0 to 1. */
  tell(progress: number): void
}
