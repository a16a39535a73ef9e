import { command, misused } from './command.ts'
import { listenForStop } from './until-stopped.ts'

export const mcpCommand = command({
  name: 'mcp',
  summary:
    'Offer a running Lectern to assistants that speak the Model Context Protocol, over standard input and output',
  usage: ['mcp [--url http://127.0.0.1:8080]'],
  options: {
    url: { type: 'string', placeholder: 'ADDRESS', meaning: 'where Lectern runs; this machine when left out' },
  },
  async run({ config, values }) {
    const url = values.url ?? `http://127.0.0.1:${config.PORT}`
    if (!/^https?:/i.test(url) || !URL.canParse(url)) throw misused(`--url ${url} is no address that begins with http.`)
    const { openLectern } = await import('./mcp/lectern-client.ts')
    const { serveTools } = await import('./mcp/serve-tools.ts')
    await serveTools((signal) => openLectern({ url, key: config.LECTERN_KEY, signal }), listenForStop())
    return 0
  },
})
