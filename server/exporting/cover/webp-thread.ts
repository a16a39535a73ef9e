import { createRequire } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import { type Pixels, shrink, writePng } from './png.ts'

// The other side of book-cover.ts: makes a PNG of one WebP (libwebp as WebAssembly) and ends.

const { webp, mostPixels } = workerData as { webp: Uint8Array; mostPixels: number }
const { decode } = createRequire(import.meta.url)('@cwasm/webp') as { decode(bytes: Uint8Array): Pixels }
const png = writePng(shrink(decode(webp), mostPixels))
parentPort!.postMessage({ result: png })
