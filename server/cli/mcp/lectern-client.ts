import { createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join, parse } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { temporaryPath } from '#server/storage/temporary-files.ts'

/** A running Lectern, asked over HTTP. All calls throw an Error with a sentence that a person can read. */
export interface Lectern {
  get<Answer>(path: string): Promise<Answer>
  /** @param body sent as JSON, or as a form */
  post<Answer>(path: string, body?: object | FormData): Promise<Answer>
  /** Puts the bytes of an answer into a file, and makes its folder; where there is one, beside it under another name. */
  download(path: string, file: string, body?: object): Promise<Downloaded>
}

export interface Downloaded {
  path: string
  byteLength: number
}

/** @param signal ends what is asked then */
export function openLectern({
  url,
  key,
  signal,
}: {
  url: string
  key: string | undefined
  signal: AbortSignal
}): Lectern {
  const base = url.replace(/\/+$/, '')

  async function ask(method: string, path: string, body?: object | FormData): Promise<Response> {
    const isForm = body instanceof FormData
    const answer = await fetch(`${base}${path}`, {
      method,
      redirect: 'manual', // the key is for this server
      signal,
      headers: {
        ...(key !== undefined && { 'xi-api-key': key }),
        ...(body && !isForm && { 'content-type': 'application/json' }),
      },
      body: isForm ? body : body && JSON.stringify(body),
    }).catch((cause) => {
      throw new Error(`Lectern does not answer at ${base}. Start it with \`npm start\`, or name its --url.`, { cause })
    })
    if (!answer.ok) throw new Error(explain(answer.status, await readText(answer, mostOfRefusal)))
    return answer
  }

  return {
    get: async <Answer>(path: string) => readJson<Answer>(await ask('GET', path)),
    post: async <Answer>(path: string, body?: object | FormData) => readJson<Answer>(await ask('POST', path, body)),
    async download(path, file, body) {
      const answer = await ask(body ? 'POST' : 'GET', path, body)
      await mkdir(dirname(file), { recursive: true })
      const temporary = `${temporaryPath(dirname(file))}.unfinished`
      const output = createWriteStream(temporary, { flags: 'wx' })
      try {
        await pipeline(Readable.fromWeb(answer.body as ReadableStream), output)
        const path = await takeFreePath(file)
        await rename(temporary, path)
        return { path, byteLength: output.bytesWritten }
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
    },
  }
}

/** As browsers name what they download: an assistant that was talked into it replaces nothing. The name is taken at once, by an empty file. */
async function takeFreePath(file: string): Promise<string> {
  const { dir, name, ext } = parse(file)
  let path = file
  for (let number = 2; !(await takeName(path)); number++) path = join(dir, `${name} (${number})${ext}`)
  return path
}

/** False where there is something of that name. */
async function takeName(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx')).close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** In bytes: more than a list of thousands of projects needs, and what an assistant could read. */
const mostOfAnswer = 50_000_000
const mostOfRefusal = 100_000

async function readJson<Answer>(answer: Response): Promise<Answer> {
  const text = await readText(answer, mostOfAnswer)
  try {
    return JSON.parse(text) as Answer
  } catch {
    throw new Error('Lectern answered something that is no JSON.')
  }
}

/** Not from a server without end. */
async function readText(answer: Response, mostBytes: number): Promise<string> {
  const pieces: Uint8Array[] = []
  let byteLength = 0
  for await (const piece of answer.body ?? []) {
    byteLength += piece.length
    if (byteLength > mostBytes) throw new Error(`Lectern answered with more than ${mostBytes} bytes.`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString()
}

/** The sentence of an error of Lectern's in either of its shapes, or what is wrong with which field. */
function explain(status: number, text: string): string {
  try {
    const { detail, error } = JSON.parse(text)
    if (Array.isArray(detail)) return detail.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; ')
    return (detail ?? error).message
  } catch {
    return `Lectern answered ${status}.`
  }
}
