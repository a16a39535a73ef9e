import { finished } from 'node:stream/promises'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { version } from '#server/base/version.ts'
import { untilStopped } from '../until-stopped.ts'
import type { Lectern } from './lectern-client.ts'
import { type Tool, tools } from './tools.ts'

/**
 * Answers an assistant until it closes the standard input or output, or this is stopped; what is asked of Lectern then is not waited
 * for. Nothing else may be written to the standard output meanwhile.
 */
export async function serveTools(openLectern: (signal: AbortSignal) => Lectern, stop: AbortSignal): Promise<void> {
  const over = new AbortController()
  const lectern = openLectern(over.signal)
  const server = new McpServer({ name: 'lectern', version })
  for (const tool of tools) addTool(server, tool, lectern)
  const gone = Promise.race([
    finished(process.stdin).catch(() => {}), // also of a file, which only ends
    new Promise((resolve) => process.stdout.on('error', resolve)),
    untilStopped(stop),
  ])
  await server.connect(new StdioServerTransport())
  await gone
  over.abort(new Error('The assistant has gone.'))
  await server.close()
  process.stdin.destroy()
}

function addTool(server: McpServer, tool: Tool, lectern: Lectern): void {
  const { name, description, input, isReading = false } = tool
  const options = { description, inputSchema: input, annotations: { readOnlyHint: isReading } }
  server.registerTool(name, options, async (given, { signal }) => {
    try {
      return toAnswer(JSON.stringify(await tool.run(lectern, given, signal), null, 2))
    } catch (error) {
      return { ...toAnswer(error instanceof Error ? error.message : String(error)), isError: true }
    }
  })
}

function toAnswer(text: string) {
  return { content: [{ type: 'text' as const, text }] }
}
