import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertStandsLess } from '#server/base/thread-time.test-kit.ts'
import { markSentences } from './mark-sentences.ts'
import { matchSentences } from './match-sentences.ts'
import { lettersOf, readPageText } from './page-letters.ts'

for (const [what, body, sentences, expected] of [
  ['plain', '<p>It was dark. Rain fell.</p>', ['It was dark.', 'Rain fell.'], '<p>[1:It was dark.] [2:Rain fell.]</p>'],
  ['with quotes', '<p>“Snow,” she said.</p>', ['“Snow,” she said.'], '<p>[1:“Snow,” she said.]</p>'],
  ['with emphasis inside', '<p>It <i>was</i> dark.</p>', ['It was dark.'], '<p>[1:It <i>was</i> dark.]</p>'],
  ['in an element', '<p><b>Dark.</b> <i>Rain.</i></p>', ['Dark.', 'Rain.'], '<p>[1:<b>Dark.</b>] [2:<i>Rain.</i>]</p>'],
  [
    'that end in the middle of an element',
    '<p>It was <i id="x">dark. Rain</i> fell.</p>',
    ['It was dark.', 'Rain fell.'],
    '<p>[1:It was <i id="x">dark.</i>]<i> </i>[2:<i>Rain</i> fell.]</p>',
  ],
  ['with an entity', '<p>Caf&#233; &amp; bar.</p>', ['Café & bar.'], '<p>[1:Caf&#233; &amp; bar.]</p>'],
  [
    'with a note',
    '<p>He left<a epub:type="noteref" href="#n">1</a> then.</p>',
    ['He left then.'],
    '<p>[1:He left<a epub:type="noteref" href="#n">1</a> then.]</p>',
  ],
  ['with a drop cap', '<p><span>I</span>t was.</p>', ['It was.'], '<p>[1:<span>I</span>t was.]</p>'],
] as const) {
  test(`sentences ${what} get a span each, and the page stays as it is`, async () => {
    const marked = await mark(body, sentences)
    assert.equal(marked, expected)
    assert.equal(marked.replace(/\[\d:|\]/g, '').replaceAll('</i><i> </i><i>', ' '), body)
  })
}

test('a sentence over two paragraphs gets none, and a page that is not well-formed is not touched', async () => {
  assert.equal(await mark('<p>One</p><p>two.</p>', ['One two.']), '<p>One</p><p>two.</p>')
  assert.equal(await readPageText('<html><body><p>It was dark.</body></html>'), undefined)
  assert.equal(await readPageText('<html><body><p title="x>It was dark.</p></body></html>'), undefined)
})

test('what is said in short is not found far away, but right before what is said at length', async () => {
  const long = 'and then there came a very long sentence indeed'
  const book = lettersOf(`No. ${'Contents and imprint. '.repeat(40)} Chapter one. No. ${long}`)
  const { places, end } = await matchSentences(book, ['Chapter one.', 'No.', long, 'Gone.'].map(lettersOf), 2)
  const at = book.indexOf(lettersOf(long))
  assert.deepEqual(places, [at - 'chapteroneno'.length, at - 2, at, undefined])
  assert.equal(end, book.length)
})

test('proof: a page that one character fills with letters is no page of a book', async () => {
  const page = (text: string) => readPageText(`<html><body><p>${text}</p></body></html>`)
  assert.equal((await page('ﷺ.'.repeat(3)))?.letters.length, 45)
  assert.equal(await page('ﷺ'.repeat(10_000)), undefined)
  assert.equal(await page('<b>'.repeat(2_000) + '</b>'.repeat(2_000)), undefined)
  assert.equal(await page('<b/>'.repeat(600_000)), undefined)
})

test('a long page in Korean is read, of whose syllables each is up to three letters', async () => {
  const page = await readPageText(`<p>${'한국어 '.repeat(5_000)}</p>`)
  assert.equal(page?.letters, lettersOf('한국어'.repeat(5_000)))
})

test('a long page is read in pieces, none of which ends in a character or an entity', async () => {
  const text = `${'x'.repeat(9_960)}${'𝐀&eacute;&#x10FFFF;'.repeat(2_000)}Caf&#233;`
  const page = (await readPageText(`<p>${text}</p>`))!
  const expected = lettersOf(text.replaceAll(/&\w+;|&#x10FFFF;/g, '').replaceAll('&#233;', 'é'))
  assert.equal(page.letters, expected)
  assert.equal(page.source.slice(page.starts.at(-1), page.ends.at(-1)), '&#233;')
  for (const [index, start] of page.starts.entries()) assert.ok(page.ends[index]! > start)
})

test('proof: a long page, and sentences that nearly are in a book, hold the others up for a moment', async () => {
  await assertStandsLess(150, () => readPageText(`<p>${'a'.repeat(2_000_000)}</p>`), 'a page')
  const sentence = `${'a'.repeat(1_000)}b${'a'.repeat(999)}`
  const sentences = Array.from({ length: 20 }, () => sentence)
  await assertStandsLess(150, () => matchSentences('a'.repeat(600_000), sentences, 0), 'sentences')
})

async function mark(body: string, sentences: readonly string[]): Promise<string> {
  const page = (await readPageText(`<html><head><title>No</title></head><body>${body}</body></html>`))!
  const texts = sentences.map(lettersOf)
  const { places } = await matchSentences(page.letters, texts, 0)
  const marked = texts.map((text, index) => {
    return { id: String(index + 1), firstLetter: places[index]!, endLetter: places[index]! + text.length }
  })
  const { source } = markSentences(page, marked)
  const inside = /<body>(.*)<\/body>/.exec(source)![1]!
  return sentences.reduce((text, _, index) => {
    const start = text.indexOf(`<span id="${index + 1}">`)
    if (start < 0) return text
    const opened = text.replace(`<span id="${index + 1}">`, `[${index + 1}:`)
    return withoutClosing(opened, start)
  }, inside)
}

/** The end of the span that began there. */
function withoutClosing(text: string, start: number): string {
  let depth = 0
  for (const { 0: tag, index } of text.slice(start).matchAll(/<\/?span[^>]*>/g)) {
    if (tag.startsWith('</') && depth === 0)
      return `${text.slice(0, start + index)}]${text.slice(start + index + tag.length)}`
    depth += tag.startsWith('</') ? -1 : 1
  }
  return text
}
