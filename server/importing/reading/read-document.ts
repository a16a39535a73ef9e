/** The program of the reading process: takes one request, sends one reply, ends. See reading-process.ts. */

import { readRequest } from './read-request.ts'
import type { ReadingRequest } from './reading-messages.ts'

// A signal to the whole group, such as Ctrl-C, is for the parent to act on: it may want to hear this document out.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
process.once('message', async (request: ReadingRequest) => {
  const reply = await readRequest(request)
  process.send!(reply, () => process.disconnect())
})
process.once('disconnect', () => process.exit())
// PDF.js leaves promises of damaged files behind, and goes on to repair the file. What never ends meets the time limit.
process.on('unhandledRejection', () => undefined)
