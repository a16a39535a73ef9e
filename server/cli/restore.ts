import { command, misused } from './command.ts'
import { stoppable } from './until-stopped.ts'

export const restoreCommand = command({
  name: 'restore',
  summary: 'Put back what `lectern backup` wrote, keys and all, into an installation that has nothing in it yet',
  usage: ['restore FILE.tar', 'restore - < FILE.tar'],
  options: {},
  takesWords: true,
  async run({ config, positionals: [file, ...more] }) {
    if (file === undefined || more.length > 0) throw misused('`lectern restore` takes one file to read, or -.')
    const { restore } = await import('./backup/run-backup.ts')
    return stoppable('Stopped; nothing was restored. Run the same command again.', (stop) =>
      restore(config, file, stop),
    )
  },
})
