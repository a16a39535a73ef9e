import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { torture } from './torture/torture.ts'

// It looks for the processes of a studio in /proc. `npm run torture` is the same for longer, and can repeat a seed.
const onLinux = { skip: process.platform !== 'linux', timeout: 120_000 }

test('ten killed processes lose nothing that was answered, and every conversion ends', onLinux, async (t) => {
  const seed = randomInt(1_000_000)
  const tell = (line: string) => t.diagnostic(line)
  tell(`Seed ${seed}`)
  const { violations } = await torture({
    kills: 10,
    seed,
    writers: 3,
    mostSecondsOfKilling: 40,
    mostSnapshots: 20,
    tell,
  })
  assert.deepEqual(violations, [])
})
