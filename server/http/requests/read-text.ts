import type { IncomingMessage } from 'node:http'
import { errorCodes, type FastifyRequest } from 'fastify'
import { openTurn, untilMyTurn } from '#server/base/give-way.ts'

/** More is put together and decoded in turns of its own: ten megabytes take some milliseconds, and twenty bodies may end at once. */
const atOnce = 65_536

/** Reads a body as text, as far as its route takes one. @throws what Fastify throws of a body that is too large */
export async function readText({ headers, routeOptions }: FastifyRequest, payload: IncomingMessage): Promise<string> {
  const most = routeOptions.bodyLimit
  if (Number(headers['content-length']) > most) throw new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE()
  const pieces: Buffer[] = []
  const giveWay = openTurn()
  let byteLength = 0
  // What is left of it is still read and dropped, so that who sends it hears why.
  for await (const piece of payload.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    byteLength += piece.length
    if (byteLength > most) throw new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE()
    pieces.push(piece)
    await giveWay()
  }
  return joinText(pieces, byteLength)
}

/** Puts text together that came in pieces. */
export async function joinText(pieces: Buffer[], byteLength: number): Promise<string> {
  if (byteLength <= atOnce) return Buffer.concat(pieces).toString()
  await untilMyTurn()
  const bytes = Buffer.concat(pieces)
  await untilMyTurn()
  return bytes.toString()
}
