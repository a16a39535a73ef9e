import { toStudioError } from '#server/base/errors.ts'
import { command } from './command.ts'
import { checkDatabase } from './doctor/check-database.ts'
import { checkEncoders, checkEngines } from './doctor/check-speech.ts'
import { checkDataFolder, checkFfprobe, checkNode, checkPlatform, checkPort } from './doctor/check-surroundings.ts'
import type { Check, Finding } from './doctor/finding.ts'

export const doctorCommand = command({
  name: 'doctor',
  summary: 'Check what is there, what is missing and how to get it',
  usage: ['doctor [--json]'],
  options: { json: { type: 'boolean', meaning: 'for programs' } },
  async run({ config, values }) {
    const findings: Finding[] = []
    for (const [name, check] of Object.entries(checks)) {
      const found = await check(config).catch((thrown) => [toFailure(name, thrown)])
      findings.push(...found)
      if (!values.json) for (const finding of found) console.log(describe(finding))
    }
    if (values.json) console.log(JSON.stringify(findings, null, 2))
    return findings.some((finding) => finding.state === 'fail') ? 1 : 0
  },
})

const checks: Record<string, Check> = {
  node: checkNode,
  platform: checkPlatform,
  'data folder': checkDataFolder,
  database: checkDatabase,
  engines: checkEngines,
  encoders: checkEncoders,
  port: checkPort,
  ffprobe: checkFfprobe,
}

function toFailure(name: string, thrown: unknown): Finding {
  const { message, advice } = toStudioError(thrown)
  return { name, state: 'fail', found: message, remedy: advice }
}

function describe({ name, state, found, remedy }: Finding): string {
  const line = `${state.padEnd(stateWidth)}${name.padEnd(nameWidth)}${found}`
  return remedy ? `${line}\n${' '.repeat(stateWidth + nameWidth)}→ ${remedy}` : line
}

const stateWidth = 6
const nameWidth = 14
