import type { Config } from '#server/base/config.ts'
import { StudioError } from '#server/base/errors.ts'
import { openLog } from '#server/base/log.ts'
import { type Command, command, misused, readOrder } from './command.ts'
import { describeCommand, listCommands } from './help.ts'
import { nearNames } from './near-names.ts'

const helpCommand = command({
  name: 'help',
  summary: 'Tell what commands there are, or what one of them does',
  usage: ['help [COMMAND]'],
  options: {},
  takesWords: true,
  async run({ positionals: [name] }) {
    console.log(name === undefined ? await overview() : describeCommand(await loadCommand(name)))
    return 0
  },
})

const startCommand = command({
  name: 'start',
  summary: 'Serve the studio, as `npm start` does',
  usage: ['start'],
  options: {},
  async run({ config }) {
    const { start } = await import('./start.ts')
    await start(config, openLog(config.LECTERN_LOG_LEVEL))
    return 0
  },
})

/** All commands, in the order of `help`. The code of one is loaded when it is asked for. */
const commands: Record<string, () => Promise<Command>> = {
  make: async () => (await import('./make.ts')).makeCommand,
  report: async () => (await import('./report.ts')).reportCommand,
  start: async () => startCommand,
  voices: async () => (await import('./voices.ts')).voicesCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  status: async () => (await import('./status.ts')).statusCommand,
  backup: async () => (await import('./backup.ts')).backupCommand,
  restore: async () => (await import('./restore.ts')).restoreCommand,
  config: async () => (await import('./config.ts')).configCommand,
  files: async () => (await import('./files.ts')).filesCommand,
  mcp: async () => (await import('./mcp.ts')).mcpCommand,
  keys: async () => (await import('./keys.ts')).keysCommand,
  help: async () => helpCommand,
}

/**
 * Runs `lectern NAME WORDS…`.
 * @returns the exit code: 2 when what was asked could not be understood
 * @throws what the command throws
 */
export async function runCommand(name: string, words: string[], config: Config): Promise<number> {
  if (isHelpOption(name)) return runCommand('help', words, config)
  try {
    const asked = await loadCommand(name)
    if (words.some(isHelpOption)) return await runCommand('help', [name], config)
    return await asked.run(readOrder(asked, words, config))
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'command_misused') throw error
    const usage = Object.hasOwn(commands, name) ? describeCommand(await loadCommand(name)) : await overview()
    console.error(`${error.message}\n\n${usage}`)
    return 2
  }
}

function isHelpOption(word: string): boolean {
  return word === '--help' || word === '-h'
}

/** @throws StudioError `command_misused` */
async function loadCommand(name: string): Promise<Command> {
  if (Object.hasOwn(commands, name)) return commands[name]!()
  const [near] = nearNames(name, Object.keys(commands))
  throw misused(`There is no command "${name}"${near ? `; did you mean "${near}"?` : '.'}`)
}

async function overview(): Promise<string> {
  return listCommands(await Promise.all(Object.values(commands).map((load) => load())))
}
