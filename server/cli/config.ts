import { type Config, variables } from '#server/base/config.ts'
import { mask, maskSecrets } from '#server/base/mask-secrets.ts'
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
function listSettings(config: Config): Setting[] {
  return Object.entries(variables).map(([name, schema]) => ({
    name,
    value: maskSecret(name, config[name as keyof Config]) ?? null,
    default: schema.safeParse(undefined).data ?? null,
    meaning: schema.description ?? '',
  }))
}

function maskSecret(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => maskSecret(name, item))
  if (typeof value !== 'string') return value
  return /KEY|SECRET|PASSWORD|TOKEN|HEADERS/.test(name) ? mask : maskSecrets(value)
}

function describe({ name, value, default: fallback, meaning }: Setting): string {
  const shown = value === null ? '(unset)' : String(value)
  const isDefault = String(value) === String(fallback)
  return `${name}=${shown}\n    ${meaning}${isDefault ? '' : ` (default: ${fallback === null ? 'unset' : fallback})`}`
}
