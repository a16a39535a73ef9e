import type { Duplex } from 'node:stream'
import type { StudioError } from '#server/base/errors.ts'
import { toBody } from './reply-error.ts'

/** Answers on a bare connection where there is no reply of Fastify's, and ends it. @param headers lines of the head */
export function writeError(socket: Duplex, error: StudioError, id: string | null, headers: string[] = []): void {
  const body = JSON.stringify(toBody(error, id))
  const head = [
    `HTTP/1.1 ${error.http} ${error.code}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    ...headers,
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
