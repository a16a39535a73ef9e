import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/**
 * An SVG as PNG, drawn by resvg (WebAssembly) in Literata, in a thread of its own: it takes a quarter of a second.
 * @param width in pixels
 */
export async function renderPicture(svg: string, width: number): Promise<Buffer> {
  return inThread('picture-thread', { svg, width })
}

/** What a thread of this folder makes of its data, and says before it ends. @throws what it throws */
export async function inThread(name: 'picture-thread' | 'webp-thread', workerData: object): Promise<Buffer> {
  const worker = new Worker(new URL(`./${name}.ts`, import.meta.url), { workerData, execArgv: [] })
  const [png] = (await once(worker, 'message')) as [Uint8Array]
  return Buffer.from(png.buffer, png.byteOffset, png.byteLength)
}
