import { connect, type Socket } from 'node:net'
import type { Load, LoadResult } from './load.ts'

// Kept-alive connections over bare sockets: node:http as a client would cost more than the server that is measured.

const warmUpMilliseconds = 500

const { url, clients, seconds } = JSON.parse(process.argv[2]!) as Load
const { hostname, port, host, pathname } = new URL(url)
const request = `GET ${pathname} HTTP/1.1\r\nhost: ${host}\r\n\r\n`
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

/** Sends the request and reads one answer with a Content-Length. */
async function ask(socket: Socket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let left: number | undefined
  let head = ''
  const read = (piece: Buffer) => {
    if (left === undefined) {
      head += piece.toString('latin1')
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      if (!head.startsWith('HTTP/1.1 200')) return reject(new Error(head))
      const [, length] = /content-length: (\d+)/i.exec(head)!
      left = Number(length) - (head.length - end - 4)
    } else left -= piece.length
    if (left <= 0) resolve()
  }
  socket.on('data', read).once('error', reject)
  socket.write(request)
  await promise
  socket.off('data', read).off('error', reject)
}
