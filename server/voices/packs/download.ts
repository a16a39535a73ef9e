import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { StudioError } from '#server/base/errors.ts'
import { type FetchLimits, openGuarded } from '#server/net/guarded-fetch.ts'
import { refuseWriting } from '#server/storage/file-fault.ts'
import { hasContent, partialPath, sizeOf, wrongContent } from './staging.ts'
import type { Download } from './voice-pack.ts'

/** How something is brought from elsewhere. */
export interface Delivery {
  /** The staging folder. */
  staging: string
  signal: AbortSignal
  /** Tells how much of what was asked for is there, from 0 to 1. */
  show(share: number): void
  /** A server that sends nothing for so long is given up. */
  idleSeconds: number
}

interface Order extends Download {
  address: string | URL
  headers?: Record<string, string>
  /** Where it shall lie. */
  target: string
  /** Called with the bytes that are there, those of earlier attempts too. */
  onBytes(bytes: number): void
}

/** All voice packs come within this, or their network is hopeless. */
const limits: Omit<FetchLimits, 'byteLength'> = { seconds: 6 * 3600, redirects: 5 }
/** Connections that break again and again, each after some bytes. */
const interruptionsAllowed = 5

/**
 * Downloads something known. What came of an earlier attempt, also of another process or from another address, is gone on
 * with; it is checked before it gets its name.
 * @throws StudioError `fetch_failed`, `fetch_timeout`, `fetch_refused`; the signal's reason
 */
export async function download(order: Order, delivery: Delivery): Promise<void> {
  const partial = partialPath(delivery.staging, order)
  await mkdir(dirname(partial), { recursive: true })
  await mkdir(dirname(order.target), { recursive: true })
  const before = await sizeOf(partial)
  await fetchWhole(partial, order, delivery)
  if (await hasContent(partial, order)) return rename(partial, order.target)
  await rm(partial, { force: true })
  // The part may have been the beginning of something else.
  if (before > 0) return download(order, delivery)
  throw wrongContent(hostOf(order))
}

async function fetchWhole(partial: string, order: Order, delivery: Delivery): Promise<void> {
  for (let interruptions = 0; ; interruptions++) {
    const before = await sizeOf(partial)
    if (before === order.byteLength) return order.onBytes(before)
    try {
      return await fetchRest(partial, order, delivery)
    } catch (error) {
      delivery.signal.throwIfAborted()
      const hasMoved = (await sizeOf(partial)) > before
      if (!(error instanceof Interruption) || !hasMoved || interruptions === interruptionsAllowed) throw error
    }
  }
}

/** A connection that broke: worth another attempt when something came. */
class Interruption extends StudioError {}

async function fetchRest(partial: string, order: Order, delivery: Delivery): Promise<void> {
  const begun = await sizeOf(partial)
  const start = begun < order.byteLength ? begun : 0
  const idle = openIdleLimit(order, delivery.idleSeconds)
  try {
    const signal = AbortSignal.any([delivery.signal, idle.signal])
    const headers = { ...order.headers, 'accept-encoding': 'identity', ...(start > 0 && { range: `bytes=${start}-` }) }
    const wanted = { allowPrivate: true, headers, signal, limits: { ...limits, byteLength: order.byteLength } }
    await using answer = await openGuarded(String(order.address), wanted)
    const from = startOf(answer.status, answer.headers, start, order)
    await append(partial, from, idle.watch(answer.body), order).catch((error) => {
      signal.throwIfAborted()
      throw error
    })
  } finally {
    idle[Symbol.dispose]()
  }
}

type Headers = Record<string, string | string[] | undefined>

/** Where the body of an answer belongs. @throws StudioError `fetch_failed` when it is not what was asked for */
function startOf(status: number, headers: Headers, asked: number, order: Order): number {
  const resumed = /^bytes (\d+)-/.exec(String(headers['content-range']))?.[1]
  const isRest = status === 206 && Number(resumed) === asked
  if (!isRest && status !== 200) throw new StudioError('fetch_failed', `${hostOf(order)} answered ${status}.`)
  const start = isRest ? asked : 0
  const { 'content-length': length, 'content-encoding': encoding } = headers
  if (length !== undefined && encoding === undefined && start + Number(length) !== order.byteLength)
    throw new StudioError('fetch_failed', `${hostOf(order)} has a file of another size.`)
  return start
}

async function append(partial: string, start: number, body: AsyncIterable<Buffer>, order: Order): Promise<void> {
  await using file = await open(partial, start > 0 ? 'r+' : 'w')
  let at = start
  try {
    for await (const piece of body) {
      await file.write(piece, 0, piece.length, at).catch(refuseWriting(partial))
      order.onBytes((at += piece.length))
    }
  } catch (cause) {
    if (cause instanceof StudioError) throw cause
    throw interruption(order, at, cause)
  }
  if (at !== order.byteLength) throw interruption(order, at)
  await file.datasync()
}

function interruption(order: Order, at: number, cause?: unknown): Interruption {
  const sentence = `${hostOf(order)} broke off after ${at} of ${order.byteLength} bytes.`
  return new Interruption('fetch_failed', sentence, { cause })
}

function openIdleLimit(order: Order, seconds: number) {
  const idle = new AbortController()
  const giveUp = () => {
    idle.abort(new StudioError('fetch_timeout', `${hostOf(order)} sent nothing for ${seconds} s.`))
  }
  const timer = setTimeout(giveUp, seconds * 1000)
  return {
    signal: idle.signal,
    async *watch(body: AsyncIterable<Buffer>) {
      for await (const piece of body) {
        timer.refresh()
        yield piece
      }
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  }
}

function hostOf({ address }: Order): string {
  return URL.parse(String(address))?.host ?? 'The server'
}
