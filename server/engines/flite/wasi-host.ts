/** What a WASI program left: its exit code, what it printed, and its files. */
export interface WasiRun {
  exitCode: number
  stdout: string
  stderr: string
  files: Map<string, Uint8Array>
}

interface MemoryFile {
  bytes: Uint8Array
  length: number
}

interface OpenFile {
  file: MemoryFile
  position: number
  appends: boolean
}

/** Little-endian views of the program's memory, made anew for each call because memory that grows moves. */
interface ProgramMemory {
  view(): DataView
  bytes(): Uint8Array
}

const errno = { success: 0, badDescriptor: 8, noSuchFile: 44 } as const
const fileType = { directory: 3, regularFile: 4 } as const
/** Descriptors 0, 1 and 2 are the standard streams; 3 is the one folder, which WASI programs find by asking for it. */
const folderDescriptor = 3

/**
 * Runs a command-line program compiled to WASI preview 1, with its files in memory and a clock that stands still.
 * It knows the 13 imports that flite has and none besides. node:wasi is not used: it crashed with this very program
 * (nodejs/node issue 52402).
 */
export function runWasi(module: WebAssembly.Module, args: string[], files: Record<string, Uint8Array>): WasiRun {
  const disk = new Map(Object.entries(files).map(([name, bytes]) => [name, { bytes, length: bytes.length }]))
  const [stdin, stdout, stderr] = [emptyFile(), emptyFile(), emptyFile()]
  let memory: WebAssembly.Memory | undefined
  const program = { view: () => new DataView(memory!.buffer), bytes: () => new Uint8Array(memory!.buffer) }
  const imports = {
    ...argumentImports(program, args),
    ...folderImports(program),
    ...fileImports(program, disk, [stdin, stdout, stderr]),
  }
  const { exports } = new WebAssembly.Instance(module, { wasi_snapshot_preview1: imports })
  memory = exports.memory as WebAssembly.Memory
  const exitCode = exitCodeOf(exports._start as () => void)
  return { exitCode, stdout: textOf(stdout), stderr: textOf(stderr), files: contentsOf(disk) }
}

class ProgramExit extends Error {
  readonly exitCode: number
  constructor(exitCode: number) {
    super(`The program ended with exit code ${exitCode}.`)
    this.exitCode = exitCode
  }
}

function exitCodeOf(start: () => void): number {
  try {
    start()
    return 0
  } catch (thrown) {
    if (thrown instanceof ProgramExit) return thrown.exitCode
    throw thrown
  }
}

function argumentImports({ view, bytes }: ProgramMemory, args: string[]) {
  const texts = args.map((text) => new TextEncoder().encode(`${text}\0`))
  return {
    args_sizes_get(countAt: number, byteLengthAt: number) {
      view().setUint32(countAt, texts.length, true)
      view().setUint32(
        byteLengthAt,
        texts.reduce((sum, text) => sum + text.length, 0),
        true,
      )
      return errno.success
    },
    args_get(pointersAt: number, textsAt: number) {
      for (const [index, text] of texts.entries()) {
        view().setUint32(pointersAt + 4 * index, textsAt, true)
        bytes().set(text, textsAt)
        textsAt += text.length
      }
      return errno.success
    },
    clock_time_get(_clock: number, _precision: bigint, timeAt: number) {
      view().setBigUint64(timeAt, 0n, true)
      return errno.success
    },
    proc_exit(exitCode: number) {
      throw new ProgramExit(exitCode)
    },
  }
}

/** One folder named ".". */
function folderImports({ view, bytes }: ProgramMemory) {
  return {
    fd_prestat_get(descriptor: number, statAt: number) {
      if (descriptor !== folderDescriptor) return errno.badDescriptor
      view().setUint32(statAt, 0, true)
      view().setUint32(statAt + 4, 1, true)
      return errno.success
    },
    fd_prestat_dir_name(descriptor: number, nameAt: number) {
      if (descriptor !== folderDescriptor) return errno.badDescriptor
      bytes()[nameAt] = '.'.charCodeAt(0)
      return errno.success
    },
  }
}

function fileImports({ view, bytes }: ProgramMemory, disk: Map<string, MemoryFile>, streams: MemoryFile[]) {
  const open = new Map<number, OpenFile>(streams.map((file, index) => [index, opened(file, true)]))
  let nextDescriptor = folderDescriptor + 1
  /** The pieces of memory that a vectored read or write names, in order. */
  const pieces = (vectorsAt: number, count: number) =>
    Array.from({ length: count }, (_, index) => {
      const start = view().getUint32(vectorsAt + 8 * index, true)
      return bytes().subarray(start, start + view().getUint32(vectorsAt + 8 * index + 4, true))
    })
  return {
    path_open(
      _folder: number,
      _lookup: number,
      pathAt: number,
      pathLength: number,
      openFlags: number,
      _rights: bigint,
      _inherited: bigint,
      fileFlags: number,
      descriptorAt: number,
    ) {
      const name = new TextDecoder().decode(bytes().subarray(pathAt, pathAt + pathLength)).replace(/^\.\//, '')
      const file = fileToOpen(disk, name, openFlags)
      if (!file) return errno.noSuchFile
      open.set(nextDescriptor, opened(file, (fileFlags & 1) !== 0))
      view().setUint32(descriptorAt, nextDescriptor++, true)
      return errno.success
    },
    fd_read(descriptor: number, vectorsAt: number, count: number, byteLengthAt: number) {
      const source = open.get(descriptor)
      if (!source) return errno.badDescriptor
      const byteLength = pieces(vectorsAt, count).reduce((sum, piece) => sum + read(source, piece), 0)
      view().setUint32(byteLengthAt, byteLength, true)
      return errno.success
    },
    fd_write(descriptor: number, vectorsAt: number, count: number, byteLengthAt: number) {
      const target = open.get(descriptor)
      if (!target) return errno.badDescriptor
      const byteLength = pieces(vectorsAt, count).reduce((sum, piece) => sum + write(target, piece), 0)
      view().setUint32(byteLengthAt, byteLength, true)
      return errno.success
    },
    fd_seek(descriptor: number, offset: bigint, whence: number, positionAt: number) {
      const target = open.get(descriptor)
      if (!target) return errno.badDescriptor
      const origin = [0, target.position, target.file.length][whence] ?? 0
      target.position = origin + Number(offset)
      view().setBigUint64(positionAt, BigInt(target.position), true)
      return errno.success
    },
    fd_close(descriptor: number) {
      return open.delete(descriptor) ? errno.success : errno.badDescriptor
    },
    fd_fdstat_get(descriptor: number, statAt: number) {
      if (descriptor !== folderDescriptor && !open.has(descriptor)) return errno.badDescriptor
      bytes().fill(0, statAt, statAt + 24)
      view().setUint8(statAt, descriptor === folderDescriptor ? fileType.directory : fileType.regularFile)
      bytes().fill(0xff, statAt + 8, statAt + 24) // every right
      return errno.success
    },
    fd_fdstat_set_flags: () => errno.success,
  }
}

/** The named file; made when it is missing and may be (flag 1), emptied when asked for (flag 8). */
function fileToOpen(disk: Map<string, MemoryFile>, name: string, openFlags: number): MemoryFile | undefined {
  const file = disk.get(name) ?? (openFlags & 1 ? emptyFile() : undefined)
  if (file && openFlags & 8) file.length = 0
  if (file) disk.set(name, file)
  return file
}

/** Fills a piece of memory from where the file is open; answers how many bytes there were. */
function read(source: OpenFile, piece: Uint8Array): number {
  const { bytes, length } = source.file
  const part = bytes.subarray(source.position, Math.min(length, source.position + piece.length))
  piece.set(part)
  source.position += part.length
  return part.length
}

function write(target: OpenFile, piece: Uint8Array): number {
  const { file } = target
  const start = target.appends ? file.length : target.position
  const end = start + piece.length
  if (end > file.bytes.length) file.bytes = enlarged(file, end)
  file.bytes.set(piece, start)
  file.length = Math.max(file.length, end)
  target.position = end
  return piece.length
}

function enlarged({ bytes, length }: MemoryFile, atLeast: number): Uint8Array {
  const larger = new Uint8Array(Math.max(65_536, 2 * bytes.length, atLeast))
  larger.set(bytes.subarray(0, length))
  return larger
}

function emptyFile(): MemoryFile {
  return { bytes: new Uint8Array(0), length: 0 }
}

function opened(file: MemoryFile, appends: boolean): OpenFile {
  return { file, position: 0, appends }
}

function textOf({ bytes, length }: MemoryFile): string {
  return new TextDecoder().decode(bytes.subarray(0, length))
}

function contentsOf(disk: Map<string, MemoryFile>): Map<string, Uint8Array> {
  return new Map([...disk].map(([name, { bytes, length }]) => [name, bytes.subarray(0, length)]))
}
