import type { Command } from './command.ts'

/** What `lectern help` says: every command in a line. */
export function listCommands(commands: Command[]): string {
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(nameWidth)}${summary}`)
  return [
    'Usage: npx lectern COMMAND …',
    '',
    ...lines,
    '',
    '`npx lectern help COMMAND` (or COMMAND --help) tells more of one.',
  ].join('\n')
}

/** What `lectern help COMMAND` says. */
export function describeCommand({ summary, usage, options }: Command): string {
  const forms = usage.map((form, index) => `${index === 0 ? 'Usage: ' : '       '}npx lectern ${form}`)
  const lines = Object.entries(options).map(([name, { placeholder, meaning }]) => {
    const option = placeholder ? `--${name} ${placeholder}` : `--${name}`
    return `  ${option.padEnd(optionWidth)}${meaning}`
  })
  return [...forms, '', `${summary}.`, ...(lines.length > 0 ? ['', ...lines] : [])].join('\n')
}

const nameWidth = 10
const optionWidth = 20
