import { StudioError } from '#server/base/errors.ts'
import { openTurn } from '#server/base/give-way.ts'
import { nameOf } from '#server/net/allowed-url.ts'
import { type Guard, type GuardedAnswer, guardedFetch } from '#server/net/guarded-fetch.ts'
import { writeOwnFile } from '#server/storage/temporary-files.ts'
import { markedEncoding } from '../document/decode-text.ts'

export interface WebPageNeeds {
  /** How the outside is reached: private addresses only where LECTERN_ALLOW_PRIVATE_URLS says so. */
  outgoing: Guard
  /** Where the file is put; made when it is not there. */
  folder: string
}

/** What a URL leads to, as a file for `importDocument`; closing it removes the file. */
export interface FetchedPage extends AsyncDisposable {
  path: string
  /** The last part of the URL, else its host. */
  fileName: string
  contentType: string | undefined
}

/** The numbers are those of docs/architecture.md, "Limits". */
const limits = { byteLength: 20_000_000, seconds: 30, redirects: 5 }
const headers = { accept: 'text/html, application/xhtml+xml, application/epub+zip, text/plain;q=0.9, */*;q=0.5' }

/**
 * Fetches a document: a web page, or whatever else the importers read.
 * @throws StudioError as `guardedFetch`; `fetch_failed` when the answer is not 2xx
 */
export async function fetchWebPage(url: string, needs: WebPageNeeds, signal: AbortSignal): Promise<FetchedPage> {
  const answer = await guardedFetch(url, { ...needs.outgoing, headers, signal, limits })
  if (answer.status < 200 || answer.status > 299) {
    throw new StudioError('fetch_failed', `${nameOf(answer.url)} answered ${answer.status}.`)
  }
  const file = await writeOwnFile(needs.folder, await withDeclaredEncoding(answer))
  return { ...file, fileName: fileNameOf(answer.url), contentType: answer.headers['content-type'] }
}

/** The encoding that the header declares would be lost with it: such a text becomes UTF-8 and is marked as that. */
async function withDeclaredEncoding({ headers, body }: GuardedAnswer<Buffer>): Promise<Buffer> {
  const [mediaType = '', ...parameters] = (headers['content-type'] ?? '').split(';')
  const charset = parameters.map((one) => /^\s*charset\s*=\s*["']?([\w.:-]+)/i.exec(one)?.[1]).find(Boolean)
  if (!charset || !/^text\/|xml$/i.test(mediaType.trim()) || markedEncoding(body)) return body
  try {
    return await toMarkedUtf8(body, new TextDecoder(charset, { fatal: true, ignoreBOM: true }))
  } catch {
    // The header is wrong; the importers find out better.
    return body
  }
}

const bytesAtOnce = 262_144

/** Piece by piece, for an inspection does this where others are answered. @throws TypeError for what cannot be */
async function toMarkedUtf8(body: Buffer, decoder: InstanceType<typeof TextDecoder>): Promise<Buffer> {
  const pieces = [Buffer.from('\ufeff')]
  const giveWay = openTurn()
  for (let at = 0; at < body.length; at += bytesAtOnce) {
    pieces.push(Buffer.from(decoder.decode(body.subarray(at, at + bytesAtOnce), { stream: true })))
    await giveWay()
  }
  return Buffer.concat([...pieces, Buffer.from(decoder.decode())])
}

function fileNameOf(url: URL): string {
  const last = url.pathname.split('/').filter(Boolean).at(-1) ?? ''
  const name = decodePercents(last)
    .replace(/[\p{Cc}/\\"]+/gu, ' ')
    .trim()
  return name.slice(0, 100) || url.hostname
}

function decodePercents(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
