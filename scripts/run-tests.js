// `npm test`: every *.test.ts of the project through node's own runner, many files to a process; or only what is named as
// arguments: files, and options of node's runner such as --test-name-pattern. `--long`: the tests that take long for what
// they tell alone.
import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const isTest = (name) => name.endsWith('.test.ts')
const find = (patterns) => patterns.flatMap((pattern) => globSync(pattern, { cwd: root })).filter(isTest)

/** Programs of others, browsers, real weights, the letter models' errors, damaged documents, files in S3, a pooler, and a studio whose processes are killed: `npm run check -- long`. */
const long = [
  '{server,test}/**/{official-client*,other-clients,*-weights,*-fuzz,*-ffmpeg,*-epubcheck,*-mediainfo,*-in-s3,pooler,torture}.test.ts',
  'test/browser/*.test.ts',
  'server/g2p/letter-errors.test.ts',
]
/**
 * What mostly waits for programs that it starts, looks at the children of its own process, or measures how long it holds the
 * event loop, which it also does while the memory of what ran before is cleared away, is alone in one.
 */
const alone = [
  'server/cli/*.test.ts',
  'server/engines/{kokoro,onnx,piper}/*-{engine,pool}.test.ts',
  'server/{base/give-way,events/event-log,http/read-form,http/read-json,planning/plan-speech}.test.ts',
  'server/storage/**',
  'test/long-answers.test.ts',
]
/** Those of them that take longest begin first: node's runner sorts, and the end would wait for them. */
const first = ['server/cli/make.test.ts', 'server/storage/embedded-postgres.test.ts']
const all = ['{contract,samples,server,test,web}/**']

/** Enough that they end at much the same time, and few enough that loading the studio anew does not count. */
const processes = 12

const asked = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'lectern-tests-'))
try {
  process.exitCode = runFiles(chooseFiles())
} finally {
  rmSync(folder, { recursive: true })
}

function chooseFiles() {
  const longFiles = find(long)
  if (asked.includes('--long')) return longFiles
  if (asked.some((one) => isTest(one))) return asked
  const isElsewhere = new Set([...longFiles, ...find(alone)])
  const together = find(all).filter((file) => !isElsewhere.has(file))
  const others = find(alone).filter((file) => !longFiles.includes(file) && !first.includes(file))
  return [...asked, ...first.map(inFront), ...inFewProcesses(together), ...others]
}

/** A file that imports another, and is sorted before all. */
function inFront(file, index) {
  const entry = join(folder, `0-${index}.mjs`)
  writeFileSync(entry, `import ${JSON.stringify(pathToFileURL(join(root, file)))}\n`)
  return entry
}

/** Files that import the others, each of a process. Neighbours are spread, since they take about as long as each other. */
function inFewProcesses(files) {
  const share = JSON.stringify(pathToFileURL(join(root, 'test/share-process.ts')))
  return Array.from({ length: processes }, (_, process) => {
    const own = files.filter((_, index) => index % processes === process)
    const entry = join(folder, `${process + 1}-of-${processes}.mjs`)
    writeFileSync(entry, `import { shareProcess } from ${share}\nshareProcess(${JSON.stringify(own)})\n`)
    return entry
  })
}

function runFiles(files) {
  // The files, and the processes that they start, import much the same: it is compiled once and kept.
  const env = { ...process.env, NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled') }
  const concurrency = `--test-concurrency=${3 * availableParallelism()}` // tests wait more than they compute
  const options = ['--import', './test/quick-start.ts', '--test', '--test-reporter=spec', concurrency]
  return spawnSync(process.execPath, [...options, ...files], { cwd: root, env, stdio: 'inherit' }).status ?? 1
}
