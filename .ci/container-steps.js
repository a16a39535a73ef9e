// Runs the steps of the Containerfile without a builder of containers. Those of its first stage: in a folder that has what a builder
// would be given, with an empty environment. Those of its second: into an empty root that has nothing but the packages of Debian that
// programs are linked with. Then starts what came of it as the image says, as its user, with a root that nobody can write to, waits for
// its health check, and has a text spoken. Not tested by this: the base images themselves, and the builder.
// Needs root, unshare, and Debian's packages; says so and ends well where it may not.
import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join, matchesGlob } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const here = join(dirname(fileURLToPath(import.meta.url)), '..')
const packages = ['base-files', 'libc6', 'libgcc-s1', 'libstdc++6', 'dash']

if (process.getuid?.() !== 0 || spawnSync('unshare', ['--mount', '--pid', '--fork', 'true']).status !== 0) {
  console.log('This machine does not let us make a root of our own: the steps of the container were not run.')
  process.exit(0)
}

const work = mkdtempSync(join(tmpdir(), 'lectern-container-'))
try {
  const [build, final] = readStages(readFileSync(join(here, 'Containerfile'), 'utf8'))
  const context = makeContext(join(work, 'context'))
  const buildRoot = join(work, 'build')
  const building = { root: buildRoot, from: context, environment: {}, folder: '/' }
  for (const step of build) await runStep(step, building)
  const root = makeRoot(join(work, 'root'))
  const image = { root, from: buildRoot, environment: {}, folder: '/' }
  for (const step of final) await runStep(step, image)
  const size = execFileSync('du', ['-sm', join(root, 'opt')], { encoding: 'utf8' }).split('\t')[0]
  console.log(`— the second stage adds ${size} MB to its base image`)
  await tryOut(image)
  console.log("The container's steps work.")
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** @returns the steps of each stage: `{ name: 'RUN', text: 'npm ci' }` */
function readStages(text) {
  const lines = text
    .replaceAll('\\\n', '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  const steps = lines.map((line) => ({ name: line.split(' ')[0], text: line.slice(line.indexOf(' ') + 1) }))
  const second = steps.findLastIndex(({ name }) => name === 'FROM')
  return [steps.slice(1, second), steps.slice(second + 1)]
}

/** What a builder is given: what is committed, without what .dockerignore names. */
function makeContext(folder) {
  const ignored = readFileSync(join(here, '.dockerignore'), 'utf8').split('\n').filter(Boolean)
  const isIgnored = (path) => ignored.some((glob) => matchesGlob(path, glob) || matchesGlob(path, `${glob}/**`))
  const files = execFileSync('git', ['ls-files'], { cwd: here, encoding: 'utf8' }).split('\n').filter(Boolean)
  for (const file of files.filter((path) => !isIgnored(path))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(here, file), join(folder, file))
  }
  return folder
}

/** An empty root with some packages, from the same Debian as the base image. */
function makeRoot(root) {
  const folder = join(work, 'packages')
  mkdirSync(folder, { recursive: true })
  // APT fetches as a user of its own, who may not write here: hence the warning that is not shown.
  execFileSync('apt-get', ['download', '-qq', ...packages], { cwd: folder, stdio: ['ignore', 'inherit', 'ignore'] })
  for (const name of readdirSync(folder)) execFileSync('dpkg-deb', ['-x', join(folder, name), root])
  for (const name of ['tmp', 'proc', 'dev']) mkdirSync(join(root, name), { recursive: true })
  if (!existsSync(join(root, 'bin/sh'))) symlinkSync('dash', join(root, 'bin/sh'))
  return root
}

async function runStep({ name, text }, image) {
  console.log(`— ${name} ${text.slice(0, 120)}`)
  const inside = (path) => join(image.root, path.startsWith('/') ? path : join(image.folder, path))
  if (name === 'WORKDIR') {
    image.folder = text
    mkdirSync(inside(text), { recursive: true })
  } else if (name === 'COPY') copy(text, image, inside)
  else if (name === 'RUN') run(text, inside('.'))
  else if (name === 'ENV')
    for (const pair of text.split(' ')) image.environment[pair.split('=')[0]] = pair.split('=')[1]
  else if (name === 'USER') image.user = text
  else if (name === 'ENTRYPOINT') image.entrypoint = JSON.parse(text)
  else if (name === 'HEALTHCHECK') image.healthCheck = JSON.parse(text.slice(text.indexOf('CMD ') + 4))
  else assert.ok(['VOLUME', 'EXPOSE'].includes(name), `This script does not know the step ${name}.`)
}

/** From the context, or with `--from=build` from the first stage, whose paths are absolute. */
function copy(text, { from }, inside) {
  const words = text.split(' ')
  const owner = words.find((word) => word.startsWith('--chown='))?.slice('--chown='.length)
  const paths = words.filter((word) => !word.startsWith('--'))
  const target = paths.pop()
  for (const path of paths) {
    const source = join(from, path)
    const isFile = readdirSync(dirname(source), { withFileTypes: true }).some(
      (entry) => entry.name === basename(source) && entry.isFile(),
    )
    const place = isFile && target.endsWith('/') ? join(inside(target), basename(path)) : inside(target)
    cpSync(source, place, { recursive: true, verbatimSymlinks: true })
    if (owner) execFileSync('chown', ['-R', owner, place])
  }
}

function run(text, cwd) {
  // The Node of the base image is 24; here it is the one that Lectern brings.
  const node = dirname(realpathSync(join(here, 'node_modules/.bin/node')))
  const network = Object.entries(process.env).filter(([name]) =>
    /^(npm_config_\w+|https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS)$/i.test(name),
  )
  const env = { ...Object.fromEntries(network), PATH: `${node}:${process.env.PATH}`, HOME: join(work, 'home') }
  execFileSync('sh', ['-ec', text], { cwd, env, stdio: 'inherit' })
}

/** Starts the image, waits until it is healthy, and has a text spoken with a key. */
async function tryOut({ root, environment, user, entrypoint, healthCheck, folder }) {
  const port = await freePort()
  const env = {
    ...environment,
    ...{
      PORT: String(port),
      LECTERN_API_KEYS: 'ci:key-of-the-test',
      LECTERN_VOICES: 'none',
      LECTERN_LOG_LEVEL: 'warn',
    },
  }
  const quote = (words) => words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  const enter = (command) =>
    `exec chroot --userspec=${user} ${root} /bin/sh -c ${quote([`cd ${folder} && exec ${quote(command)}`])}`
  const readOnly = [
    `mount --bind ${root} ${root}`,
    `mount --bind ${root}/var/lib/lectern ${root}/var/lib/lectern`,
    `mount --bind /dev ${root}/dev`,
    `mount -t tmpfs tmpfs ${root}/tmp`,
    `mount -t proc proc ${root}/proc`,
    `mount -o remount,bind,ro ${root}`,
  ]
  const script = [...readOnly, enter(entrypoint)].join(' && ')
  console.log('— it starts as its user, with a root that cannot be written to')
  const options = ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-ec', script]
  const server = spawn('unshare', options, { env: { PATH: process.env.PATH, ...env }, stdio: 'inherit' })
  let hasEnded = false
  server.once('exit', () => (hasEnded = true))
  try {
    const isHealthy = () =>
      spawnSync('sh', ['-ec', enter(healthCheck)], { env: { PATH: process.env.PATH, ...env } }).status === 0
    for (let left = 180; !isHealthy(); left--) {
      assert.ok(left > 0 && !hasEnded, 'It did not become healthy.')
      await delay(1_000)
    }
    const ask = (key) =>
      fetch(`http://127.0.0.1:${port}/v1/audio/speech`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({ input: 'The container works.', response_format: 'mp3' }),
      })
    assert.equal((await ask('another-key')).status, 401)
    const answer = await ask('key-of-the-test')
    const { byteLength } = await answer.arrayBuffer()
    assert.equal(answer.status, 200)
    assert.ok(byteLength > 10_000, `${byteLength} bytes of speech`)
    assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 200, 'the pages of the studio')
    console.log(`— it is healthy, and has spoken ${byteLength} bytes of MP3`)
  } finally {
    if (!hasEnded) await stop(server)
  }
  assert.equal(server.exitCode, 0, 'It stops gently.')
}

/** As `docker stop` does: the first process of the container is told, which is the child of unshare. */
async function stop(server) {
  const ended = new Promise((resolve) => server.once('exit', resolve))
  process.kill(Number(readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8')), 'SIGTERM')
  await ended
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
