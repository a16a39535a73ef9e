// `npm run dev`: the server, started again when its sources change, and Vite, which puts changes of the pages into the open
// browser at once. Ctrl-C ends both.
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodeBinary } from './setup.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const children = [
  spawn(nodeBinary, ['--watch', 'server/main.ts'], { cwd: root, stdio: 'inherit' }),
  spawn(join(root, 'node_modules', '.bin', 'vite'), ['--config', 'web/vite.config.ts'], {
    cwd: root,
    stdio: 'inherit',
  }),
]
const stop = () => {
  for (const child of children) child.kill('SIGTERM')
}
for (const child of children) child.on('exit', stop)
process.on('SIGINT', () => {}) // both get it from the terminal
process.on('SIGTERM', stop)
