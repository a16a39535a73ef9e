#!/usr/bin/env node
// `npx lectern …`: sets up like `npm start`, then hands over to the command line on the pinned Node.
import { execFileSync, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodeBinary, setUp } from './setup.js'

setUp()
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const args = process.argv.slice(2)
if (args[0] === 'start' && !args.includes('--help') && !args.includes('-h'))
  execFileSync(nodeBinary, [join(root, 'scripts', 'build-web.js')], { stdio: ['ignore', 2, 2] })
const main = join(root, 'server', 'main.ts')
const child = spawn(nodeBinary, [main, ...args], { stdio: 'inherit' })
// A terminal sends Ctrl-C to both processes, and other programs to this one only; coming twice at once it is one wish.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code))
