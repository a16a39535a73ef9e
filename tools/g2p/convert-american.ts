import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { splitSounds } from '#server/g2p/alphabets/symbols.ts'
import { isHeldOut } from '#server/g2p/letters/held-out.test-kit.ts'
import { spelledOut } from '#server/g2p/lexicon/lexicon.ts'
import { learnConversion } from './learn-conversion.ts'
import { readGold } from './sources.ts'

// Says the words that only misaki's American gold lexicon has as the British do: more words for the British letter model to
// learn from. The conversion is learnt from the words that both lexicons have, but for those that are held out.
// `node tools/g2p/convert-american.ts --wheels FOLDER [--out FOLDER]` writes gb-american.tsv. About a minute of CPU.

const { values } = parseArgs({ options: { wheels: { type: 'string' }, out: { type: 'string', default: 'out' } } })
const american = await readSounds('us')
const british = await readSounds('gb')
const britishWords = new Set([...british.keys()].map((word) => word.toLowerCase()))

const shared = [...american].filter(([word]) => british.has(word) && !isHeldOut(word))
const toBritish = learnConversion(shared.map(([word, sounds]) => [splitSounds(sounds), british.get(word)!]))
const others = [...american].filter(([word]) => !britishWords.has(word.toLowerCase()))
const converted = others.map(([word, sounds]) => `${word}\t${toBritish(splitSounds(sounds))}`)
await mkdir(values.out, { recursive: true })
await writeFile(join(values.out, 'gb-american.tsv'), `${converted.join('\n')}\n`)
console.log(`${converted.length} words converted, learnt from ${shared.length}`)

async function readSounds(accent: 'us' | 'gb'): Promise<Map<string, string>> {
  const gold = [...(await readGold(values.wheels ?? '.', accent))]
  const said = gold.map(([word, { phonemes }]): [string, string] => [word, phonemes])
  return new Map(said.filter(([word, phonemes]) => phonemes !== spelledOut && /^[A-Za-z'-]+$/.test(word)))
}
