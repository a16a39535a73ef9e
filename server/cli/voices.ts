import { command, misused } from './command.ts'

export const voicesCommand = command({
  name: 'voices',
  summary: 'List and hear the voices; install and remove voice packs',
  usage: ['voices list [--json]', 'voices install PACK…', 'voices remove PACK…', 'voices preview VOICE [--out FILE]'],
  options: {
    json: { type: 'boolean', meaning: 'the list for programs' },
    out: { type: 'string', placeholder: 'FILE', meaning: 'what preview makes, .mp3 or .wav; VOICE.mp3 when left out' },
  },
  takesWords: true,
  async run({ config, values, positionals: [action, ...words] }) {
    if (action === 'list' && words.length === 0) {
      return (await import('./voices/list-voices.ts')).listVoices(config, values.json === true)
    }
    if (action === 'install' && words.length > 0) {
      return (await import('./voices/install-packs.ts')).installPacks(config, words)
    }
    if (action === 'remove' && words.length > 0) {
      return (await import('./voices/remove-packs.ts')).removePacks(config, words)
    }
    if (action === 'preview' && words.length === 1) {
      return (await import('./voices/preview-voice.ts')).previewVoice(config, words[0]!, values.out)
    }
    const asked = action === undefined ? 'nothing' : `"${[action, ...words].join(' ')}"`
    throw misused(`\`lectern voices\` is to list, install, remove or preview; it was asked for ${asked}.`)
  },
})
