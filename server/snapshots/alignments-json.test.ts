import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { toSeconds } from '#server/audio/track.ts'
import { anyText } from '#test/any-text.ts'
import { type AlignedText, writeAlignments } from './alignments-json.ts'

const anyCharacter = fc.oneof(
  fc.constantFrom(
    '"',
    '\\',
    '/',
    '\0',
    '\n',
    '\x1f',
    '\x7f',
    '\ud800',
    '\udfff',
    '\u2028',
    'é',
    '漢',
    '🎉',
    '\u{10ffff}',
  ),
  anyText({ maxLength: 4 }),
)
const anyTime = fc.oneof(fc.nat(), fc.nat({ max: 100_000 }), fc.constantFrom(0, 1, 441, 44_100, 2 ** 32 - 1))
const anyAligned = fc
  .tuple(fc.array(anyCharacter, { maxLength: 30 }), fc.infiniteStream(anyTime), fc.nat({ max: 2 ** 40 }))
  .map(([parts, times, offset]): AlignedText => {
    const text = parts.join('')
    return { text, times: Uint32Array.from({ length: [...text].length * 2 }, () => times.next().value!), offset }
  })

test('any texts and times are written so that JSON.parse reads each character and its seconds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyAligned, { maxLength: 4 }), async (aligned) => {
      assert.deepEqual(JSON.parse(await write(aligned)), aligned.map(expected))
    }),
    { numRuns: 500 },
  )
})

test('the numbers and characters are written as JSON.stringify writes them', async () => {
  await fc.assert(
    fc.asyncProperty(anyAligned, async (aligned) => {
      assert.equal(await write([aligned]), JSON.stringify([expected(aligned)]))
    }),
    { numRuns: 200 },
  )
})

test('no text is an empty list, and an empty text has empty lists', async () => {
  assert.equal(await write([]), '[]')
  assert.deepEqual(JSON.parse(await write([{ text: '', times: new Uint32Array(0), offset: 7 }])), [
    { characters: [], character_start_times_seconds: [], character_end_times_seconds: [] },
  ])
})

test('however long the text, the pieces are about 64 KiB', async () => {
  const text = 'Wow 🎉 "\0"\n'.repeat(20_000)
  const times = Uint32Array.from({ length: [...text].length * 2 }, (_, index) => index * 7_919)
  const pieces = await Array.fromAsync(writeAlignments([{ text, times, offset: 3 }]))
  assert.ok(pieces.length > 50)
  assert.ok(pieces.every((piece) => piece.length <= 65_536 + 1_024))
  assert.ok(pieces.slice(0, -1).every((piece) => piece.length >= 16_384))
  assert.deepEqual(JSON.parse(Buffer.concat(pieces).toString()), [expected({ text, times, offset: 3 })])
})

test('very many short texts are written in few pieces, and read only as far as they are written', async () => {
  let taken = 0
  async function* texts() {
    for (; taken < 10_000; taken++) yield { text: 'a', times: Uint32Array.of(0, taken), offset: 0 }
  }
  const pieces = writeAlignments(texts())
  await pieces.next()
  assert.ok(taken < 1_000)
  await pieces.return(undefined)
})

test('seconds are told to the microsecond', () => {
  assert.deepEqual([0, 1, 441, 44_100, 2_205].map(toSeconds), [0, 0.000023, 0.01, 1, 0.05])
})

async function write(aligned: AlignedText[]): Promise<string> {
  return Buffer.concat(await Array.fromAsync(writeAlignments(aligned))).toString()
}

function expected({ text, times, offset }: AlignedText) {
  const seconds = [...times].map((time) => Math.round(((time + offset) * 1e6) / 44_100) / 1e6)
  return {
    characters: [...text],
    character_start_times_seconds: seconds.filter((_, index) => index % 2 === 0),
    character_end_times_seconds: seconds.filter((_, index) => index % 2 === 1),
  }
}
