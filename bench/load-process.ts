import { connect, type Socket } from 'node:net'
import type { Load, LoadResult } from './load.ts'

// Kept-alive connections over bare sockets: node:http as a client would cost more than the server that is measured.

const warmUpMilliseconds = 500
/** What ends an answer whose length was not told before. */
const lastChunk = '\r\n0\r\n\r\n'

const { url, clients, seconds } = JSON.parse(process.argv[2]!) as Load
const { hostname, port, host, pathname } = new URL(url)
const request = `GET ${pathname} HTTP/1.1\r\nhost: ${host}\r\naccept-encoding: gzip\r\n\r\n`
const countFrom = performance.now() + warmUpMilliseconds
const until = countFrom + seconds * 1000
const milliseconds: number[] = []

await Promise.all(Array.from({ length: clients }, askOverAndOver))
process.send!({ requestsPerSecond: milliseconds.length / seconds, milliseconds } satisfies LoadResult, () => {
  process.disconnect()
})

async function askOverAndOver(): Promise<void> {
  const socket = connect(Number(port), hostname).setNoDelay(true)
  for (;;) {
    const startedAt = performance.now()
    await ask(socket)
    const now = performance.now()
    if (now > until) break
    if (startedAt >= countFrom) milliseconds.push(now - startedAt)
  }
  socket.destroy()
}

/** Sends the request and reads one answer to its end, which is told by Content-Length or by an empty chunk. */
async function ask(socket: Socket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let head = ''
  let isWhole: ((piece: Buffer) => boolean) | undefined
  const read = (piece: Buffer) => {
    if (isWhole) return isWhole(piece) ? resolve() : undefined
    head += piece.toString('latin1')
    const end = head.indexOf('\r\n\r\n') + 4
    if (end < 4) return
    if (!head.startsWith('HTTP/1.1 200')) return reject(new Error(head))
    isWhole = endOf(head.slice(0, end))
    if (isWhole(Buffer.from(head.slice(end), 'latin1'))) resolve()
  }
  socket.on('data', read).once('error', reject)
  socket.write(request)
  await promise
  socket.off('data', read).off('error', reject)
}

/** Tells with which piece a body ends. */
function endOf(head: string): (piece: Buffer) => boolean {
  const [, length] = /content-length: (\d+)/i.exec(head) ?? []
  let left = Number(length)
  if (length !== undefined)
    return (piece) => {
      left -= piece.length
      return left <= 0
    }
  let tail = ''
  return (piece) => {
    tail = (tail + piece.subarray(-lastChunk.length).toString('latin1')).slice(-lastChunk.length)
    return tail === lastChunk
  }
}
