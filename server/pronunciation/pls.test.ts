import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readPls } from './read-pls.ts'
import type { Rule } from './rules.ts'
import { writePls } from './write-pls.ts'

const lexiconStart =
  '<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa" xml:lang="en-GB">'
const match = { caseSensitive: true, wordBoundaries: true }

test('aliases and phonemes become rules in the order of the file', () => {
  const { rules, language } = readLexemes(`
    <lexeme><grapheme>Siobhan</grapheme><phoneme>ʃɪˈvɔːn</phoneme></lexeme>
    <lexeme><grapheme>HTTP</grapheme><alias>H T T P</alias></lexeme>`)
  assert.equal(language, 'en-GB')
  assert.deepEqual(rules, [
    { type: 'phoneme', stringToReplace: 'Siobhan', ...match, phoneme: 'ʃɪˈvɔːn', alphabet: 'ipa' },
    { type: 'alias', stringToReplace: 'HTTP', ...match, alias: 'H T T P' },
  ])
})

test('each grapheme of a lexeme becomes a rule, and a phoneme may have an alphabet of its own', () => {
  const { rules } = readLexemes(
    '<lexeme><grapheme>colour</grapheme><grapheme>color</grapheme><phoneme alphabet="CMU-Arpabet">K AH1 L ER0</phoneme></lexeme>',
  )
  assert.deepEqual(
    rules.map((rule) => [rule.stringToReplace, rule.type === 'phoneme' && rule.alphabet]),
    [
      ['colour', 'cmu-arpabet'],
      ['color', 'cmu-arpabet'],
    ],
  )
})

test('of several pronunciations the preferred one counts, else the first; an example without any says nothing', () => {
  const aliases = readLexemes(`
    <lexeme><grapheme>a</grapheme><alias>first</alias><alias>second</alias></lexeme>
    <lexeme><grapheme>b</grapheme><alias>first</alias><alias prefer="true">second</alias></lexeme>
    <lexeme><grapheme>c</grapheme><example>see c</example></lexeme>`).rules.map(
    (rule) => rule.type === 'alias' && rule.alias,
  )
  assert.deepEqual(aliases, ['first', 'second'])
})

test('prefixes, comments, CDATA, entities of XML, metadata and a missing namespace are read as they are meant', () => {
  const prefixed = `<p:lexicon xmlns:p="http://www.w3.org/2005/01/pronunciation-lexicon">
    <p:metadata><lexeme xmlns="urn:other"><grapheme>no</grapheme><alias>no</alias></lexeme></p:metadata>
    <p:lexeme><p:grapheme>A<!-- and -->T&amp;T</p:grapheme><p:alias><![CDATA[<at>]]>
      and &#x1F600;</p:alias></p:lexeme></p:lexicon>`
  assert.deepEqual(read(prefixed).rules, [{ type: 'alias', stringToReplace: 'AT&T', ...match, alias: '<at> and 😀' }])
  assert.deepEqual(read('<lexicon/>'), { rules: [], language: null })
})

test('a file may be in UTF-16, begin with a byte order mark, or declare an older encoding', () => {
  const file = '<?xml version="1.0"?><lexicon><lexeme><grapheme>Zoë</grapheme><alias>Zowy</alias></lexeme></lexicon>'
  const declared = file.replace('"1.0"', '"1.0" encoding="ISO-8859-1"')
  const files = [
    Buffer.from(file, 'utf16le'),
    Buffer.from(`\ufeff${file}`, 'utf16le'),
    Buffer.from(`\ufeff${file}`, 'utf16le').swap16(),
    Buffer.from(`\ufeff${file}`),
    Buffer.from(declared, 'latin1'),
  ]
  for (const bytes of files) assert.equal(readPls(bytes).rules[0]?.stringToReplace, 'Zoë')
})

test('what is broken is refused, with its line', () => {
  const broken: [string, RegExp][] = [
    ['', /root element/],
    ['no XML at all', /line 1/],
    ['<html></html>', /begins with <html>/],
    [`${lexiconStart}\n<lexeme><grapheme>a</grapheme></lexicon>`, /line 2: unexpected close tag/],
    [`${lexiconStart}<lexeme><grapheme>a</grapheme>`, /unclosed tag/],
    [`${lexiconStart}<lexeme x=1/></lexicon>`, /line 1/],
    [lexemes('<lexeme><grapheme>a</grapheme><alias>&nbsp;</alias></lexeme>'), /undefined entity/],
    [lexemes('\n\n<lexeme><alias>a</alias></lexeme>'), /line 3: a <lexeme> has no <grapheme>/],
    [lexemes('<lexeme><grapheme> </grapheme><alias>a</alias></lexeme>'), /a <grapheme> is empty/],
    [lexemes('<lexeme><grapheme>a</grapheme><phoneme/></lexeme>'), /a <phoneme> is empty/],
    [
      lexemes('<lexeme><grapheme>a</grapheme><phoneme alphabet="x-sampa">A</phoneme></lexeme>'),
      /"x-sampa" is not known/,
    ],
    ['<a:lexicon/>', /unbound namespace prefix/],
  ]
  for (const [file, message] of broken)
    assert.throws(() => read(file), { code: 'pronunciation_dictionary_broken', message }, file)
  assert.throws(() => readPls(Buffer.from([0xff, 0x41, 0x80])), { code: 'pronunciation_dictionary_broken' })
  const odd = Buffer.from('<?xml version="1.0" encoding="klingon"?><lexicon/>')
  assert.throws(() => readPls(odd), { code: 'pronunciation_dictionary_broken', message: /klingon/ })
})

test('no file can make entities grow or have others read: document types are refused', () => {
  const bomb = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
  const types = [
    `<!DOCTYPE lexicon [${bomb}]>`,
    '<!DOCTYPE lexicon [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE lexicon>',
  ]
  for (const type of types)
    assert.throws(() => read(`${type}<lexicon><lexeme><grapheme>a</grapheme><alias>&b;</alias></lexeme></lexicon>`), {
      code: 'pronunciation_dictionary_broken',
      message: /DOCTYPE/,
    })
})

test('a file that is too deep, too long or has too many rules is refused', () => {
  assert.throws(() => read(`<lexicon>${'<a>'.repeat(100_000)}`), {
    code: 'pronunciation_dictionary_broken',
    message: /50 deep/,
  })
  assert.throws(() => readPls(new Uint8Array(20_000_001)), { code: 'pronunciation_dictionary_too_large' })
  const many = lexemes('<lexeme><grapheme>a</grapheme><alias>b</alias></lexeme>'.repeat(10_001))
  assert.throws(() => read(many), { code: 'pronunciation_dictionary_too_large', message: /10000 rules, not 10001/ })
  const long = lexemes(`<lexeme><grapheme>a</grapheme><alias>${'b'.repeat(501)}</alias></lexeme>`)
  assert.throws(() => read(long), { code: 'invalid_parameters', message: /Rule 1/ })
})

test('an alphabet is stated once for the file, and again where it differs', () => {
  const arpabet: Rule = { type: 'phoneme', stringToReplace: 'a', ...match, phoneme: 'AH0', alphabet: 'cmu-arpabet' }
  const ipa: Rule = { ...arpabet, stringToReplace: 'b', phoneme: 'b', alphabet: 'ipa' }
  const file = write([arpabet, ipa], null)
  assert.match(file, /<lexicon [^>]*alphabet="cmu-arpabet" xml:lang="en-US">/)
  assert.match(file, /<phoneme>AH0<\/phoneme>/)
  assert.match(file, /<phoneme alphabet="ipa">b<\/phoneme>/)
})

test('what is written is read again as it was', () => {
  const word = fc
    .string({
      unit: fc.oneof(
        fc.constantFrom('&', '<', '>', '"', "'", ']]>', '😀', 'é'),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      ),
      minLength: 1,
      maxLength: 20,
    })
    .map((text) =>
      text
        .replace(/[^\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
        .trim()
        .replace(/\s+/g, ' '),
    )
    .filter((text) => text !== '')
  const rule: fc.Arbitrary<Rule> = fc.oneof(
    fc
      .record({ type: fc.constant('alias' as const), stringToReplace: word, alias: word })
      .map((one) => ({ ...one, ...match })),
    fc
      .record({
        type: fc.constant('phoneme' as const),
        stringToReplace: word,
        phoneme: word,
        alphabet: fc.constantFrom('ipa' as const, 'cmu-arpabet' as const),
      })
      .map((one) => ({ ...one, ...match })),
  )
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 10 }), fc.constantFrom('en-GB', 'de', 'zh-Hant-TW'), (rules, language) => {
      assert.deepEqual(read(write(rules, language)), { rules, language })
    }),
  )
})

function write(rules: Rule[], language: string | null): string {
  return [...writePls(rules, language)].join('')
}

function lexemes(xml: string): string {
  return `${lexiconStart}${xml}</lexicon>`
}

function readLexemes(xml: string) {
  return read(lexemes(xml))
}

function read(file: string) {
  return readPls(Buffer.from(file))
}

test('reading ends with the first rule that is one too many', () => {
  const lexemes = '<lexeme><grapheme>a</grapheme><alias>b</alias></lexeme>'.repeat(10_001)
  const graphemes = `<lexeme>${'<grapheme>a</grapheme>'.repeat(10_001)}`
  for (const rest of [lexemes, graphemes]) {
    const file = Buffer.from(`<lexicon>${rest}<not closed`)
    assert.throws(() => readPls(file), { code: 'pronunciation_dictionary_too_large' })
  }
})
