// `npm run check`: types, lint and format, then the tests of `npm test` (the layers test is one of them). Stops at the first
// that fails. `npm run check -- long`: the tests that take long for what they tell: see run-tests.js; `-- dependencies`: what is
// inside, and what is known against it.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const steps = [
  ['types', 'tsc', ['--noEmit', '-p', '.']],
  ['types of the pages', 'tsc', ['--noEmit', '-p', 'web']],
  ['lint and format', 'biome', ['check', '.']],
  ['tests', 'node', ['scripts/run-tests.js']],
]
const onlyWhenAsked = [
  ['long tests', 'node', ['scripts/run-tests.js', '--long']],
  ['dependencies', 'node', ['scripts/check-dependencies.js']],
]
const only = process.argv.slice(2)

const isAsked = ([name]) => only.includes(name.split(' ')[0])

for (const [name, program, args] of only.length > 0 ? [...steps, ...onlyWhenAsked].filter(isAsked) : steps) {
  console.log(`— ${name}`)
  const { status } = spawnSync(join(root, 'node_modules', '.bin', program), args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
