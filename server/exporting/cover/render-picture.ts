import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/**
 * An SVG as PNG, drawn by resvg (WebAssembly) in Literata, in a thread of its own: it takes a quarter of a second.
 * @param width in pixels
 */
export async function renderPicture(svg: string, width: number): Promise<Buffer> {
  const thread = new URL('./picture-thread.ts', import.meta.url)
  const worker = new Worker(thread, { workerData: { svg, width }, execArgv: [] })
  const [png] = (await once(worker, 'message')) as [Uint8Array]
  return Buffer.from(png.buffer, png.byteOffset, png.byteLength)
}
