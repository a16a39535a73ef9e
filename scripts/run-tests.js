// `npm test`: every *.test.ts of the project through node's own runner, in groups; or only what is named as arguments: files,
// and options of node's runner such as --test-name-pattern. `--long`: the tests that take long for what they tell alone.
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const isTest = (name) => name.endsWith('.test.ts')

/** Programs of others, browsers, real weights, damaged documents, files in S3, a pooler, and a studio whose processes are killed: `npm run check -- long`. */
const long = [
  '{server,test}/**/{official-client*,other-clients,*-weights,*-fuzz,*-ffmpeg,*-epubcheck,*-mediainfo,*-in-s3,pooler,torture}.test.ts',
  'test/browser/*.test.ts',
]
/** What needs no studio, no database and no process of its own shares one process. */
const pure = ['{contract,samples,web}/**', 'server/{audio,base,g2p,net,text}/**']

const find = (patterns) => patterns.flatMap((pattern) => globSync(pattern, { cwd: root })).filter(isTest)
const longFiles = find(long)
const pureFiles = find(pure)
const isElsewhere = new Set([...longFiles, ...pureFiles])
const otherFiles = globSync('{server,test}/**/*.test.ts', { cwd: root }).filter((file) => !isElsewhere.has(file))

const asked = process.argv.slice(2)
const inProcesses = `--test-concurrency=${availableParallelism() + 1}` // tests wait more than they compute
const groups = asked.includes('--long')
  ? [[inProcesses, ...longFiles]]
  : asked.some((one) => isTest(one))
    ? [[inProcesses, ...asked]]
    : [
        ['--test-isolation=none', ...asked, ...pureFiles],
        [inProcesses, ...asked, ...otherFiles],
      ]

// The files, and the processes that they start, import much the same: it is compiled once and kept.
const env = { ...process.env, NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled') }
const options = ['--import', './test/quick-start.ts', '--test', '--test-reporter=spec']

const statuses = groups.map((group) => {
  const run = spawnSync(process.execPath, [...options, ...group], { cwd: root, env, stdio: 'inherit' })
  return run.status ?? 1
})
process.exit(Math.max(...statuses))
