import { StudioError } from '#server/base/errors.ts'
import { openThreadPool } from '#server/engines/thread-pool.ts'

/**
 * An SVG as PNG, drawn by resvg (WebAssembly) in Literata, in a thread of its own: it takes a quarter of a second.
 * @param width in pixels
 */
export async function renderPicture(svg: string, width: number): Promise<Buffer> {
  return inThread(new URL('./picture-thread.ts', import.meta.url), { svg, width })
}

/** A quarter of a second on a machine that has nothing else to do. */
const mostSeconds = 120

/**
 * What a thread makes of its data, and says before it ends. One that ends without a word, or comes to no end, is not waited for.
 * @throws StudioError `internal_error`
 */
export async function inThread(script: URL, workerData: object, seconds = mostSeconds): Promise<Buffer> {
  const pool = openThreadPool<null, Uint8Array>({ script, workerData, threads: 1 })
  try {
    const { buffer, byteOffset, byteLength } = await pool.run(null, AbortSignal.timeout(seconds * 1_000))
    return Buffer.from(buffer, byteOffset, byteLength)
  } catch (cause) {
    throw new StudioError('internal_error', 'The picture of the cover could not be made.', { cause })
  } finally {
    await pool.close()
  }
}
