// Plain JavaScript for whatever Node (18 or newer) the person has: installs what package-lock.json lists
// when node_modules is missing or older than the lockfile, and is silent and quick when nothing is missing.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
/** The Node that runs Lectern: of the pinned package, whatever version started this script. */
export const nodeBinary = join(root, 'node_modules', '.bin', 'node')
const stampFile = join(root, 'node_modules', '.lectern-lock')

/** Makes node_modules match package-lock.json. Under a second when it already does. */
export function setUp() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const installed = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lock
  if (installed && existsSync(nodeBinary)) return
  console.error('Lectern: installing what package-lock.json lists (once; about a minute) …')
  // npm's own Node may be older than the one Lectern runs on, which comes as a package for this platform, its hash in the
  // lockfile: hence --loglevel=error. No script of a dependency runs (.npmrc).
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: ['ignore', 2, 2] })
  if (!existsSync(nodeBinary)) linkOwnNode()
  writeFileSync(stampFile, lock)
}

/** For platforms without such a package: the Node that started this, when it is of the same major version. */
function linkOwnNode() {
  if (process.versions.node.split('.')[0] !== '24') {
    const place = `${process.platform}-${process.arch}`
    throw new Error(
      `No package brings Node 24 for ${place}: start Lectern with a Node 24 of your own (https://nodejs.org).`,
    )
  }
  symlinkSync(process.execPath, nodeBinary)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp()
