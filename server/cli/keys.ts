import { command, misused } from './command.ts'

export const keysCommand = command({
  name: 'keys',
  summary: 'Make, list and revoke API keys, whether or not a server is running',
  usage: ['keys create --name NAME [--role admin|editor|viewer] [--days N]', 'keys list', 'keys revoke ID'],
  options: {
    name: { type: 'string', placeholder: 'NAME', meaning: 'what or whom the key is for' },
    role: { type: 'string', placeholder: 'ROLE', meaning: 'admin, editor or viewer; admin when left out' },
    days: {
      type: 'string',
      placeholder: 'N',
      meaning: 'after so many days it is good no more; good for ever when left out',
    },
  },
  takesWords: true,
  async run({ config, values, positionals: [action, ...words] }) {
    const keys = await import('./keys/edit-keys.ts')
    if (action === 'create' && words.length === 0) return keys.create(config, values)
    if (action === 'list' && words.length === 0) return keys.list(config)
    if (action === 'revoke' && words.length === 1) return keys.revoke(config, words[0]!)
    const asked = action === undefined ? 'nothing' : `"${[action, ...words].join(' ')}"`
    throw misused(`\`lectern keys\` is to create, list or revoke; it was asked for ${asked}.`)
  },
})
