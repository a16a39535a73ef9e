// `npm test`: every *.test.ts of the project through node's own runner, many files to a process; or only what is named as
// arguments: files, and options of node's runner such as --test-name-pattern. `--long`: the tests that take long for what
// they tell alone, whole files and then single tests.
import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const isTest = (name) => name.endsWith('.test.ts')
const find = (patterns) => patterns.flatMap((pattern) => globSync(pattern, { cwd: root })).filter(isTest)

/**
 * `npm run check -- long`: programs of others, browsers, real weights, the letter models' errors, damaged documents, files in S3, a
 * pooler, a studio whose processes are killed, and further ways to strand what somebody waits for or to overtake who works for it
 * (`outcomes`, `cluster` and `worker-death` tell the main ones).
 */
const long = [
  '{server,test}/**/{official-client*,other-clients,espeak-program,*-weights,*-fuzz,*-ffmpeg,*-epubcheck,*-mediainfo,*-in-s3,overtaken,pooler,stranding,torture}.test.ts',
  'test/browser/*.test.ts',
  'server/g2p/letters/letter-errors.test.ts',
]
/** What mostly waits for programs that it starts, looks at the children of its own process, or changes it (drizzle-kit's arrays), is alone in one. */
const alone = [
  'server/cli/{backup,doctor,files,keys,make,report,supervise,voices}.test.ts',
  'server/engines/{kokoro,onnx,piper}/*-{engine,pool}.test.ts',
  'server/storage/{embedded-postgres,migrate}.test.ts',
]
/** Those of them that take longest begin first: node's runner sorts, and the end would wait for them. */
const first = ['server/cli/backup.test.ts', 'server/cli/make.test.ts']
const all = ['{contract,samples,server,test,web}/**']
/**
 * So begin the names of tests that prove by heavy calculation, by trying all that may be, or with whole programs, what a quick
 * test beside them tells as a story: they belong to the long half, wherever they are.
 */
const proof = 'proof: '

/** Enough that they end at much the same time, and few enough that loading the studio anew does not count. */
const processes = 6 * availableParallelism()

const asked = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'lectern-tests-'))
try {
  process.exitCode = asked.includes('--long') ? runLong() : runFiles(...chooseFiles())
} finally {
  rmSync(folder, { recursive: true })
}

/**
 * All of them run, also after one has failed. Proofs are not shared out to processes: which tests of a suite have a name would be
 * asked before its files are loaded.
 */
function runLong() {
  const files = find(long)
  const proofs = find(all).filter((file) => !files.includes(file) && hasProof(file))
  return Math.max(runFiles(files), runFiles(proofs, [`--test-name-pattern=${proof}`]))
}

function hasProof(file) {
  return isTest(file) && new RegExp(`['\`}]${proof}`).test(readFileSync(join(root, file), 'utf8'))
}

function chooseFiles() {
  if (asked.some((one) => isTest(one))) return [asked]
  const longFiles = find(long)
  const files = find(all).filter((file) => !longFiles.includes(file))
  return [[...asked, ...inProcesses(files)], [`--test-skip-pattern=${proof}`]]
}

/** Files that import the others, each of a process. */
function inProcesses(files) {
  const aloneFiles = find(alone)
  const [own, together] = [true, false].map((isAlone) => files.filter((file) => aloneFiles.includes(file) === isAlone))
  const shares = Array.from({ length: processes }, (_, process) => {
    // Neighbours are spread, since they take about as long as each other.
    return together.filter((_, index) => index % processes === process)
  })
  const single = own.map((file) => [`${first.includes(file) ? 0 : 'alone'}-${file.replaceAll('/', '.')}`, [file]])
  return [...single, ...shares.map((share, process) => [`${process + 1}-of-${processes}`, share])].map(writeEntry)
}

function writeEntry([name, files]) {
  const share = JSON.stringify(pathToFileURL(join(root, 'test/share-process.ts')))
  const entry = join(folder, `${name}.mjs`)
  writeFileSync(entry, `import { shareProcess } from ${share}\nshareProcess(${JSON.stringify(files)})\n`)
  return entry
}

function runFiles(files, more = []) {
  // The files, and the processes that they start, import much the same: it is compiled once and kept.
  const env = { ...process.env, NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled') }
  const concurrency = `--test-concurrency=${3 * availableParallelism()}` // tests wait more than they compute
  const options = ['--import', './test/quick-start.ts', '--test', '--test-reporter=spec', concurrency]
  return spawnSync(process.execPath, [...options, ...more, ...files], { cwd: root, env, stdio: 'inherit' }).status ?? 1
}
