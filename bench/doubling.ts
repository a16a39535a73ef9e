import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlockId, ProjectVoiceId } from '#server/base/ids.ts'
import { maskSecrets } from '#server/base/mask-secrets.ts'
import { readCast } from '#server/casting/read-cast.ts'
import { defaultVoiceSettings } from '#server/engines/engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { defaultImportLimits } from '#server/importing/document/import-limits.ts'
import { defaultReadingChoices } from '#server/importing/document/reading-choices.ts'
import { importers } from '#server/importing/reading/importers.ts'
import { planBlock } from '#server/planning/plan-block.ts'
import { compileRules } from '#server/pronunciation/compile-rules.ts'
import { readPls } from '#server/pronunciation/read-pls.ts'
import { archiveName } from '#server/snapshots/archive-name.ts'
import { type Figure, report } from './figure.ts'
import { openDataFolder } from './service.ts'

// How much longer everything that reads strangers' text takes when there is twice as much of it. Inputs are made to be
// looked at again and again: what is linear takes twice as long, what is quadratic four times.

/** At once, so that the times are long enough to be measured. */
const doublings = 3

const repeated = (piece: string) => (length: number) => piece.repeat(Math.ceil(length / piece.length))

const texts: Record<string, (length: number) => string> = {
  'one word': repeated('a'),
  'one word in capitals': repeated('A'),
  'lines without marks': repeated(`${'word another thing '.repeat(4)}\n`),
  'words broken at line ends': repeated(`${'word another thing com-\nputer '.repeat(4)}\n`),
  'empty lines': repeated('a\n\n'),
  spaces: (length) => `a${' '.repeat(length)}b`,
  hyphens: repeated('-'),
  'hyphenated letters': repeated('a-'),
  headings: repeated('Chapter 1\n\n'),
  'page breaks': repeated('a\f'),
  'dots and spaces': repeated('. '),
}

const pages: Record<string, (length: number) => string> = {
  ...Object.fromEntries(Object.entries(texts).map(([name, make]) => [name, (length: number) => `<p>${make(length)}`])),
  paragraphs: repeated('<p>a</p>'),
  'headings one after another': repeated('<h1>a</h1>'),
  rows: (length) => `<table>${repeated('<tr><td>a<td>b')(length)}`,
  cells: (length) => `<table><tr>${repeated('<td>b')(length)}`,
  'open angles': (length) => `<p>${repeated('<')(length)}`,
  ampersands: (length) => `<p>${repeated('&')(length)}`,
  'letters apart': (length) => `<h1>${repeated('C H ')(length)}</h1>`,
  'empty anchors': (length) => `${repeated('<a id=x></a>')(length)}<p>x</p>`,
  'links in one paragraph': (length) => `<p>${repeated('<a href="#a">1</a>')(length)}`,
  'deep articles': repeated(`<article>${'<div>'.repeat(150)}Some text, with commas.${'</div>'.repeat(150)}</article>`),
}

const markdown: Record<string, (length: number) => string> = {
  stars: repeated('a*'),
  'closing brackets': repeated(']'),
  'open brackets': repeated('[1'),
  tabs: repeated('\t'),
  quotations: repeated('> a\n\n'),
  lists: repeated('- a\n\n'),
  headings: repeated('# a\n\n'),
}

/** A name of its own in each paragraph, and somebody who speaks. */
const paragraphsOfNames = (length: number) =>
  Array.from({ length: length / 25 }, (_, index) => `“Yes,” said B${index.toString(26).replace(/\d/g, 'o')}.`).join(
    '\n',
  )

const lines: Record<string, (length: number) => string> = {
  'names of secrets': repeated('?key'),
  schemes: repeated('a.'),
  users: (length) => `@${repeated('a://b:x')(length)}`,
}

const blocks: Record<string, (length: number) => string> = {
  ...texts,
  breaks: repeated('a<break time="1s"/>'),
  'open tags': repeated('<break '),
  'empty lines before a word': (length) => `${'\n'.repeat(length)}a`,
  'empty lines between sentences': (length) => `${'\n'.repeat(length)}a. B.`,
  'breaks without words': (length) => '…'.repeat(length / 2) + '<break time="0.1s"/>'.repeat(length / 20),
  marks: repeated('a\u0301'),
  quotes: repeated('"'),
  initials: repeated('A.'),
}

await using folder = await openDataFolder()
const ratios = new Map<string, number>()
for (const [name, make] of Object.entries(texts))
  await compare(`plain text, ${name}`, 25_000, make, readAs('plain text'))
for (const [name, make] of Object.entries(pages)) await compare(`HTML, ${name}`, 5_000, make, readAs('HTML'))
for (const [name, make] of Object.entries(markdown)) await compare(`Markdown, ${name}`, 2_500, make, readAs('Markdown'))
for (const [name, make] of Object.entries(lines))
  await compare(`a line of the log, ${name}`, 100_000, make, maskSecrets)
for (const [name, make] of Object.entries(blocks)) await compare(`planning, ${name}`, 2_500, make, plan)
for (const [name, make] of Object.entries(blocks)) await compare(`a name, ${name}`, 500_000, make, nameFile)
await compare(
  'PLS',
  1_200,
  (count) => '<lexeme><grapheme>a</grapheme><alias>b</alias></lexeme>'.repeat(count),
  readLexicon,
)
await compare('casting, names', 50_000, paragraphsOfNames, (text) => readCast(text.split('\n')))
await compare('rules', 1_200, (count) => 'x'.repeat(count), compile)

const worst = [...ratios].sort(([, one], [, other]) => other - one).slice(0, 5)
await report(
  worst.map(
    ([what, ratio]): Figure => ({
      what: `Twice as much takes longer: ${what}`,
      unit: 'times',
      ours: ratio,
      target: { of: 'ours', atMost: 3 },
    }),
  ),
)

type Work = (text: string) => unknown

/** The least of a few tries each, so that what else the machine does counts little. */
async function compare(what: string, length: number, make: (length: number) => string, work: Work): Promise<void> {
  const [little, much] = [make(length), make(2 ** doublings * length)]
  await leastOf(1, little, work)
  const growth = (await leastOf(3, much, work)) / Math.max(await leastOf(3, little, work), 5)
  const ratio = growth ** (1 / doublings)
  ratios.set(what, ratio)
  if (process.env.LECTERN_BENCH !== 'quiet') console.error(`${what}: ${ratio.toFixed(2)}`)
}

async function leastOf(tries: number, text: string, work: Work): Promise<number> {
  let least = Infinity
  for (let index = 0; index < tries; index++) {
    const before = process.threadCpuUsage()
    await work(text)
    const { user, system } = process.threadCpuUsage(before)
    least = Math.min(least, (user + system) / 1000)
  }
  return least
}

function readAs(format: string): Work {
  const importer = importers.find((each) => each.format === format)!
  return async (text) => {
    const path = join(folder.path, 'document')
    await writeFile(path, text)
    const document = { path, fileName: 'document', limits: defaultImportLimits, choices: defaultReadingChoices }
    await importer.read(document).catch(() => {}) // nothing to read aloud is an answer, too
  }
}

function plan(text: string): unknown {
  const speaker = { engine: openToneEngine(), voice: 'a', language: 'en', settings: defaultVoiceSettings }
  const nodes = [{ voiceRefId: 'voice' as ProjectVoiceId, text }]
  return planBlock({ id: 'block' as BlockId, subType: 'p', nodes }, { get: () => speaker, bySentence: true })
}

function nameFile(text: string): unknown {
  return archiveName(1, 1, text, 'mp3')
}

function readLexicon(lexemes: string): unknown {
  return readPls(Buffer.from(`<lexicon>${lexemes}</lexicon>`))
}

function compile({ length }: string): unknown {
  return compileRules(
    Array.from({ length }, (_, index) => ({
      type: 'alias',
      stringToReplace: `${'a'.repeat(index % 300)}${index}`,
      alias: 'x',
      caseSensitive: index % 2 === 0,
      wordBoundaries: false,
    })),
  )
}
