import { printable } from '#server/base/printable.ts'
import { command } from './command.ts'
import type { Finding } from './doctor/finding.ts'

export const doctorCommand = command({
  name: 'doctor',
  summary: 'Check what is there, what is missing and how to get it',
  usage: ['doctor [--json]'],
  options: { json: { type: 'boolean', meaning: 'for programs' } },
  async run({ config, values }) {
    const { examine } = await import('./doctor/examine.ts')
    const findings: Finding[] = []
    for await (const finding of examine(config)) {
      findings.push(finding)
      if (!values.json) console.log(printable(describe(finding)))
    }
    if (values.json) console.log(JSON.stringify(findings, null, 2))
    return findings.some((finding) => finding.state === 'fail') ? 1 : 0
  },
})

function describe({ name, state, found, remedy }: Finding): string {
  const line = `${state.padEnd(stateWidth)}${name.padEnd(nameWidth)}${found}`
  return remedy ? `${line}\n${' '.repeat(stateWidth + nameWidth)}→ ${remedy}` : line
}

const stateWidth = 6
const nameWidth = 14
