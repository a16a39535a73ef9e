import { once } from 'node:events'
import { createServer } from 'node:net'

/** A port of loopback on which nobody listens, for a server that has to come back where it was. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
