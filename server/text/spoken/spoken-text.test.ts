import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { threadSeconds } from '#server/base/thread-time.test-kit.ts'
import { replaceStretches } from '../offset-map.ts'
import { detectLanguage } from './detect-language.ts'
import { findSpoken, toSpoken } from './spoken-text.ts'

// What is written and what is said for it, by language; `\n` and `\uXXXX` are escapes. Read by a person, line by line.
const pairs = readFileSync(join(import.meta.dirname, 'spoken-text.tsv'), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [language, written, spoken] = line.split('\t').map(unescaped) as [string, string, string]
    return { language, written, spoken }
  })

test('each sentence is said in the words that stand beside it', () => {
  const said = pairs.map(({ language, written }) => toSpoken(written, { language }).text)
  assert.deepEqual(
    pairs
      .filter(({ spoken }, index) => spoken !== said[index])
      .map((pair) => ({ ...pair, said: said[pairs.indexOf(pair)] })),
    [],
  )
})

test('the table has enough of each language', () => {
  const count = (language: string) => pairs.filter((pair) => pair.language === language).length
  assert.ok(count('en') >= 400, `${count('en')} English pairs`)
  for (const language of ['de', 'fr', 'es', 'it', 'pt'])
    assert.ok(count(language) >= 25, `${count(language)} of ${language}`)
})

test('the map tells of every stretch what it says', () => {
  for (const { language, written } of pairs) assertMaps(written, language)
})

test('what is in words already is not changed', () => {
  for (const { language, written } of pairs) {
    const { text } = toSpoken(written, { language })
    assert.equal(toSpoken(text, { language }).text, text, written)
  }
})

test('British readers say and, and name the day before the month', () => {
  const say = (text: string) => toSpoken(text, { language: 'en', accent: 'gb' }).text
  assert.equal(
    say('On 3/4/2021 he paid £105 on May 5.'),
    'On the third of April twenty twenty one he paid one hundred and five pounds on May the fifth.',
  )
})

test('what is untouchable stays, and what is around it is read', () => {
  const { text } = toSpoken('Dr. 5 km 5 km', { language: 'en', untouchable: [{ start: 4, end: 8 }] })
  assert.equal(text, 'Dr. 5 km five kilometers')
})

test('a language that we have no words of is only cleaned', () => {
  assert.equal(toSpoken('Onu 1984 y\u00adılında', { language: 'tr' }).text, 'Onu 1984 yılında')
})

test('whatever is written, the map covers it in order, and no digit of ASCII is left', () => {
  const piece = fc.oneof(
    fc.constantFrom(...pairs.flatMap(({ written }) => written.split(/(?<=\s)/))),
    fc.constantFrom(...'0123456789.,:/-–$€£%°\'"()[]#&+=<>²½ \nIVXamps'),
    fc.string({ unit: 'grapheme', maxLength: 4 }),
  )
  const texts = fc.array(piece, { maxLength: 14 }).map((all) => all.join(''))
  fc.assert(
    fc.property(texts, fc.constantFrom('en', 'de', 'fr', 'es', 'it', 'pt', 'xx'), (text, language) => {
      assertMaps(text, language)
      if (language === 'en') assert.doesNotMatch(toSpoken(text, { language }).text, /[0-9]/, JSON.stringify(text))
    }),
    { numRuns: 3_000 },
  )
})

test('proof: reading takes time in proportion to the text, whatever is in it', async () => {
  const hostile = [
    ...[
      '1',
      '1,',
      '1 000 ',
      '1.',
      '1:',
      '1-',
      '$1',
      '$1-',
      '-1',
      '1/2 ',
      'I',
      'IV ',
      'MCM',
      'A.',
      'a. ',
      'St. ',
      'Mr. ',
      'No. ',
      'e.g. ',
    ],
    ...[
      'a@',
      'a.',
      'a.b@',
      'www.',
      'http://',
      'a/b',
      '[',
      '[a](',
      '](',
      '*',
      '**a',
      '_a',
      '`',
      '&',
      '&#',
      '\u00ad',
      '\u200b',
      '😀',
      '. ',
      '.',
      '…',
      '\n',
      'A\n',
      '- \n',
      '(',
      '"',
      "'",
      '’',
      '½',
      '²',
      'H₂',
      '°',
      '% ',
      'km ',
      '5 km ',
      'Jan. ',
      'Mon.–',
      '#a',
      'x²',
      '+1 ',
      '1st',
      'WORD ',
      'H2O',
      'Henry I ',
    ],
  ]
  for (const language of ['en', 'de']) {
    for (const unit of hostile) {
      const text = unit.repeat(Math.ceil(100_000 / unit.length))
      const seconds = await threadSeconds(() => findSpoken(text, { language }))
      assert.ok(seconds < 4, `${seconds} CPU seconds for 100,000 characters of ${JSON.stringify(unit)} (${language})`)
    }
  }
})

test('the language of a text is told by its small words', () => {
  assert.equal(detectLanguage('Es war einmal ein König, der hatte 3 Töchter und ein Haus.'), 'de')
  assert.equal(detectLanguage('Il y avait une fois un roi qui avait trois filles.'), 'fr')
  assert.equal(detectLanguage('Había una vez un rey que tenía tres hijas.'), 'es')
  assert.equal(detectLanguage('C’era una volta un re che aveva tre figlie.'), 'it')
  assert.equal(detectLanguage('Era uma vez um rei que não tinha filhas.'), 'pt')
  assert.equal(detectLanguage('Once upon a time there was a king who had 3 daughters.'), 'en')
  for (const text of ['Kapitel 3', '1984', '', 'Chapter 12']) assert.equal(detectLanguage(text), undefined)
})

function assertMaps(written: string, language: string): void {
  const replacements = findSpoken(written, { language })
  let end = 0
  for (const one of replacements) {
    assert.ok(one.start >= end && one.end >= one.start && one.end <= written.length, JSON.stringify(written))
    end = one.end
  }
  const { text, map } = replaceStretches(written, replacements)
  assert.equal(map.at(-1)?.sourceEnd ?? 0, written.length)
  assert.equal(map.at(-1)?.end ?? 0, text.length)
  for (const { equal, sourceStart, sourceEnd, start, end } of map) {
    if (equal) assert.equal(written.slice(sourceStart, sourceEnd), text.slice(start, end))
  }
}

function unescaped(field: string): string {
  return field
    .replaceAll('\\n', '\n')
    .replace(/\\u([\dA-F]{4})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
}
