import type { AddressInfo } from 'node:net'
import { openServer } from '#server/http/server.ts'
import type { Studio } from '#server/studio.ts'

/** The HTTP server of a studio, on a free port. */
export async function serve(studio: Studio): Promise<AsyncDisposable & { baseUrl: string }> {
  const app = await openServer(studio)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return { baseUrl: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => app.close() }
}

/** When the pieces of an answer came. */
export interface Download {
  byteLength: number
  firstByteSeconds: number
  /** When so many bytes were there. */
  enoughSeconds: number
  wholeSeconds: number
}

/** Reads an answer to its end and throws it away. @param enough a number of bytes to note the time of */
export async function download(url: string, { method = 'GET', enough = 1 } = {}): Promise<Download> {
  const startedAt = performance.now()
  const elapsed = () => (performance.now() - startedAt) / 1000
  const answer = await fetch(url, { method })
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
  let byteLength = 0
  let firstByteSeconds = 0
  let enoughSeconds = 0
  for await (const piece of answer.body!) {
    byteLength += piece.length
    firstByteSeconds ||= elapsed()
    if (byteLength >= enough) enoughSeconds ||= elapsed()
  }
  return { byteLength, firstByteSeconds, enoughSeconds, wholeSeconds: elapsed() }
}
