import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawWave } from './wave.ts'

test('proof: a chapter of a million characters has a wave too', async () => {
  const block = {
    key: 'a',
    id: 'a',
    state: 'unconverted',
    audio: null,
    pauseSeconds: 0.6,
    warnings: [],
    problem: null,
  } as const
  const blocks = Array.from({ length: 1_000 }, () => ({ ...block, warnings: [], text: 'x'.repeat(1_000) }))
  const wave = await drawWave(blocks, 'project', 'chapter', AbortSignal.timeout(60_000))
  assert.deepEqual(
    wave,
    Array.from({ length: 120 }, () => 0),
  )
})
