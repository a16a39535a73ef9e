// `npm test`: every *.test.ts of the project through node's own runner, or only those named as arguments.
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const named = process.argv.slice(2)
const files = named.length > 0 ? named : globSync('{contract,server,test}/**/*.test.ts', { cwd: root }).sort()
const run = spawnSync(process.execPath, ['--test', '--test-reporter=spec', ...files], { cwd: root, stdio: 'inherit' })
process.exit(run.status ?? 1)
