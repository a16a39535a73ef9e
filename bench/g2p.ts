import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openEnglish } from '#server/g2p/english.ts'
import { report } from './figure.ts'
import { ownCpuSeconds, ownMegabytes } from './process-figures.ts'

// English text to phonemes: what loading costs, and how many words a core says in a second, of 20,000 words of a novel that
// this process sees for the first time.

const lines = readFileSync(join(import.meta.dirname, '../server/g2p/reference.txt'), 'utf8').split('\n')
const paragraphs = lines.filter((_, index) => index % 3 === 0)

const before = { seconds: ownCpuSeconds(), megabytes: ownMegabytes() }
const english = openEnglish('us')
const loaded = { seconds: ownCpuSeconds(), megabytes: ownMegabytes() }
const words = paragraphs.flatMap((text) => english.pronounce(text).words)
const spokenSeconds = ownCpuSeconds() - loaded.seconds
const guessedCount = words.filter(({ source }) => source === 'guessed').length

await report([
  {
    what: 'English text to phonemes, a novel',
    unit: 'words per CPU second',
    ours: words.length / spokenSeconds,
    target: { of: 'ours', atLeast: 8_000 },
    note: `${words.length} words, ${guessedCount} of them guessed`,
  },
  {
    what: 'English text to phonemes, load',
    unit: 'CPU s',
    ours: loaded.seconds - before.seconds,
    target: { of: 'ours', atMost: 0.3 },
  },
  {
    what: 'English text to phonemes, memory by loading',
    unit: 'MB',
    ours: loaded.megabytes - before.megabytes,
    target: { of: 'ours', atMost: 60 },
    note: 'RSS of the process, before any garbage is collected',
  },
])
