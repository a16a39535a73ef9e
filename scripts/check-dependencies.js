// `npm run check -- dependencies`: writes down what is inside (bench/out/sbom.json, CycloneDX), and asks the registry what is
// known against it. Fails where something is known that is grave; where the registry does not answer that, it says so.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const file = join(root, 'bench', 'out', 'sbom.json')

mkdirSync(dirname(file), { recursive: true })
const sbom = npm('sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev')
const { components } = JSON.parse(sbom)
writeFileSync(file, sbom)
console.log(`${components.length} packages are inside; they are listed in ${file}.`)

const { metadata, vulnerabilities = {}, message } = JSON.parse(npm('audit', '--omit', 'dev', '--json') || '{}')
if (!metadata?.vulnerabilities) console.log(`What is known against them, the registry does not tell: ${message}`)
const grave = Object.values(vulnerabilities).filter(({ severity }) => severity === 'high' || severity === 'critical')
for (const { name, severity, range } of grave) console.error(`${name} ${range}: ${severity}`)
process.exitCode = grave.length > 0 ? 1 : 0

function npm(...args) {
  return spawnSync('npm', args, { cwd: root, encoding: 'utf8', maxBuffer: 64_000_000 }).stdout
}
