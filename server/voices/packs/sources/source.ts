import type { Delivery } from '../download.ts'
import type { PackFile } from '../voice-pack.ts'

/** A place that files of a pack can be had from. */
export interface Source {
  /** For sentences: "the release page (github.com)". */
  name: string
  /** Those of these files that it has, as far as it can be told beforehand. */
  offers(files: PackFile[]): PackFile[]
  /** Bytes that it takes on the disk while it brings them, besides the files themselves. */
  scratchBytes: number
  /**
   * Brings these files into the staging folder, each checked.
   * @throws StudioError what went wrong; the signal's reason
   */
  bring(files: PackFile[], delivery: Delivery): Promise<void>
}
