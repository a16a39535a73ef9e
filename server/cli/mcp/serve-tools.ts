import { finished } from 'node:stream/promises'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { version } from '#server/base/version.ts'
import type { Lectern } from './lectern-client.ts'
import { type Tool, tools } from './tools.ts'

/** Answers an assistant until it closes the standard input. Nothing else may be written to the standard output meanwhile. */
export async function serveTools(lectern: Lectern): Promise<void> {
  const server = new McpServer({ name: 'lectern', version })
  for (const tool of tools) addTool(server, tool, lectern)
  const closed = finished(process.stdin).catch(() => {}) // also of a file, which only ends
  await server.connect(new StdioServerTransport())
  await closed
  await server.close()
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
