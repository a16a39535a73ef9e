import { type Config, variables } from '#server/base/config.ts'
import { command } from './command.ts'

export const configCommand = command({
  name: 'config',
  summary: 'Show every variable: its value, its default and its meaning',
  usage: ['config [--json]'],
  options: { json: { type: 'boolean', meaning: 'for programs' } },
  async run({ config, values }) {
    const settings = listSettings(config)
    console.log(values.json ? JSON.stringify(settings, null, 2) : settings.map(describe).join('\n'))
    return 0
  },
})

/** A variable as it is shown; null for unset. */
interface Setting {
  name: string
  value: unknown
  default: unknown
  meaning: string
}

/** All variables in the order of base/config.ts, with what is secret made unreadable. */
export function listSettings(config: Config): Setting[] {
  return Object.entries(variables).map(([name, schema]) => ({
    name,
    value: maskSecret(name, config[name as keyof Config]) ?? null,
    default: schema.safeParse(undefined).data ?? null,
    meaning: schema.description ?? '',
  }))
}

const mask = '********'

function maskSecret(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (/KEY|SECRET|PASSWORD|TOKEN/.test(name)) return mask
  // Of a URL, what stands for the password: before the host, or as a parameter.
  return value.replace(/(:\/\/[^/@]*?:)[^/]*@/, `$1${mask}@`).replace(/(password=)[^&]*/gi, `$1${mask}`)
}

function describe({ name, value, default: fallback, meaning }: Setting): string {
  const shown = value === null ? '(unset)' : String(value)
  const isDefault = String(value) === String(fallback)
  return `${name}=${shown}\n    ${meaning}${isDefault ? '' : ` (default: ${fallback === null ? 'unset' : fallback})`}`
}
