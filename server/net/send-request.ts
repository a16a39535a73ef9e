import type { LookupAddress } from 'node:dns'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import { gatherPieces } from './gather-pieces.ts'

export type RequestHeaders = Record<string, string>

export interface PlainRequest {
  method: string
  headers: RequestHeaders
  body?: string | Buffer
}

/** No server of good will needs more; Node ends the connection when a head is longer. */
const headByteLength = 32_768

/** Answers of 1xx before the one that counts: Node takes any number, and looks at each. */
const mostForetold = 20

/**
 * Sends one request to one of the given addresses and nowhere else: no name is resolved again, no connection of an
 * earlier request is used, no proxy of the environment. Answers when the head of the response is there.
 * @param signal ends the request, and later the reading of the response
 */
export function sendRequest(
  url: URL,
  { method, headers, body }: PlainRequest,
  addresses: LookupAddress[],
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { request, Agent } = url.protocol === 'https:' ? https : http
  const agent = new Agent({ keepAlive: false })
  const options = { method, headers, agent, lookup: answerOnly(addresses), signal, maxHeaderSize: headByteLength }
  return new Promise((resolve, reject) => {
    const sent = request(url, options)
    sent.on('response', (response) => {
      gatherPieces(response, () => response.destroy(new Error('The answer comes in too many small pieces.')))
      resolve(response)
    })
    let foretold = 0
    sent.on('information', () => ++foretold > mostForetold && sent.destroy(new Error('It never comes to its answer.')))
    sent.on('error', reject)
    // As after 101, where Node neither hands on an answer nor tells of an error.
    sent.on('close', () => reject(new Error('The connection was closed without an answer.')))
    sent.end(body)
  })
}

/** Node asks for the addresses of the name: it gets those that were checked. */
function answerOnly(addresses: LookupAddress[]): LookupFunction {
  return (_, { all }, answer) => {
    if (all) answer(null, addresses)
    else answer(null, addresses[0]!.address, addresses[0]!.family)
  }
}
