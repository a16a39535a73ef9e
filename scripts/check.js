// `npm run check`: types, lint and format, then all tests (the layers test is one of them). Stops at the first that fails.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const steps = [
  ['types', 'tsc', ['--noEmit', '-p', '.']],
  ['lint and format', 'biome', ['check', '.']],
  ['tests', 'node', ['scripts/run-tests.js']],
]
const only = process.argv.slice(2)

for (const [name, program, args] of steps) {
  if (only.length > 0 && !only.includes(name.split(' ')[0])) continue
  console.log(`— ${name}`)
  const { status } = spawnSync(join(root, 'node_modules', '.bin', program), args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
