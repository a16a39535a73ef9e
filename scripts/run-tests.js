// `npm test`: every *.test.ts of the project through node's own runner, or only those named as arguments.
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const named = process.argv.slice(2)
const files = named.length > 0 ? named : globSync('{contract,samples,server,test}/**/*.test.ts', { cwd: root }).sort()
// Node would leave a core idle; tests wait more than they compute.
const concurrency = `--test-concurrency=${availableParallelism()}`
const options = ['--test', '--test-reporter=spec', concurrency]
const run = spawnSync(process.execPath, [...options, ...files], { cwd: root, stdio: 'inherit' })
process.exit(run.status ?? 1)
