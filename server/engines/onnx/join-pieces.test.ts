import assert from 'node:assert/strict'
import { test } from 'node:test'
import { joinPieces, type Piece } from './join-pieces.ts'

// Sound of 1000 Hz, so that a sample is a millisecond. A symbol is 100 ms unless told.

test('silence at the edges is 50 ms before the first sound and 150 ms after the last, and times move along', () => {
  const speech = piece('a b.', '   ####  ##      ', [250, 700, 850, 1300, 1700])
  const { samples, starts, ends } = joinPieces([speech])
  assert.equal(samples.length, 50 + 800 + 150)
  assert.equal(samples.findIndex(isLoud), 50)
  assert.equal(samples.findLastIndex(isLoud), 50 + 800 - 1)
  assert.deepEqual([starts[0], starts[1], starts[2]], [50, 450, 600])
  assert.deepEqual([ends[0], ends[2]], [450, 850])
})

test('a first symbol that is silent, as a stress mark may be, still has its time', () => {
  const { samples, starts, ends } = joinPieces([piece('ab', ' ##', [0, 50, 300])])
  assert.equal(samples.length, 50 + 200 + 150)
  assert.deepEqual(
    [starts, ends],
    [
      [50, 150],
      [150, 250],
    ],
  )
})

test('a sound before a pause ends where it becomes quiet; one within a phrase where the next begins', () => {
  const speech = piece('ab, c', '##      ##', [0, 200, 600, 700, 800, 1000])
  const { ends, starts } = joinPieces([speech])
  assert.deepEqual([starts[0], ends[0]], [50, 250])
  assert.deepEqual([starts[1], ends[1]], [250, 260])
  assert.deepEqual([starts[4], ends[4]], [850, 1050])
})

test('pieces that end in a mark are set apart as sentences are, others join', () => {
  const [clause, rest] = [piece('a, ', '###'), piece('b', '#')]
  assert.equal(joinPieces([clause, rest]).samples.length, 50 + 300 + 150 + 50 + 100 + 150)
  const [half, other] = [piece('a ', '##'), piece('b', '#')]
  assert.equal(joinPieces([half, other]).samples.length, 50 + 200 + 15 + 15 + 100 + 150)
})

test('of nothing but silence only the edges are left', () => {
  const { samples, starts, ends } = joinPieces([piece('?!', '')])
  assert.equal(samples.length, 200)
  assert.deepEqual(
    [starts, ends],
    [
      [50, 50],
      [50, 50],
    ],
  )
  assert.equal(joinPieces([piece('a', '   ')]).samples.length, 50 + 10 + 150)
})

/** @param sound each character is 100 ms: `#` is loud, a space silent */
function piece(symbols: string, sound: string, borders?: number[]): Piece {
  const list = Array.from(symbols)
  const samples = Float32Array.from({ length: sound.length * 100 }, (_, index) => loudness(sound, index))
  return {
    samples,
    sampleRate: 1000,
    borders: borders ?? Array.from({ length: list.length + 1 }, (_, index) => Math.min(index * 100, samples.length)),
    isHeard: list.map((symbol) => /\w/.test(symbol)),
    isPause: list.map((symbol) => /[,.?!]/.test(symbol)),
  }
}

function loudness(sound: string, index: number): number {
  if (sound[Math.floor(index / 100)] !== '#') return 0
  return index % 2 === 0 ? 0.5 : -0.5
}

function isLoud(sample: number): boolean {
  return Math.abs(sample) > 0.1
}
