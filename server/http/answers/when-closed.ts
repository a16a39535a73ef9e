import type { ServerResponse } from 'node:http'

/**
 * Calls back once an answer is sent, or whoever asked has gone. By one listener, whatever waits for that: Node warns of more
 * than ten, and a stream of Fastify has six of its own.
 */
export function whenClosed(response: ServerResponse, leave: () => void): void {
  const waiting = known.get(response)
  if (waiting) return void waiting.push(leave)
  const all = [leave]
  known.set(response, all)
  response.once('close', () => {
    for (const one of all) one()
  })
}

const known = new WeakMap<ServerResponse, (() => void)[]>()
