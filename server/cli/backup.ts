import { command, misused } from './command.ts'
import { stoppable } from './until-stopped.ts'

export const backupCommand = command({
  name: 'backup',
  summary: 'Write all projects, sound, keys and settings into one file, whether or not a server is running',
  usage: ['backup FILE.tar', 'backup - > FILE.tar'],
  options: {},
  takesWords: true,
  async run({ config, positionals: [file, ...more] }) {
    if (file === undefined || more.length > 0) throw misused('`lectern backup` takes one file to write, or -.')
    const { backup } = await import('./backup/run-backup.ts')
    return stoppable('Stopped; there is no backup.', (stop) => backup(config, file, stop))
  },
})
