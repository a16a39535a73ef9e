import assert from 'node:assert/strict'
import { test } from 'node:test'
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
  test(`sentences ${what} get a span each, and the page stays as it is`, () => {
    assert.equal(mark(body, sentences), expected)
    assert.equal(
      mark(body, sentences)
        .replace(/\[\d:|\]/g, '')
        .replaceAll('</i><i> </i><i>', ' '),
      body,
    )
  })
}

test('a sentence over two paragraphs gets none, and a page that is not well-formed is not touched', () => {
  assert.equal(mark('<p>One</p><p>two.</p>', ['One two.']), '<p>One</p><p>two.</p>')
  assert.equal(readPageText('<html><body><p>It was dark.</body></html>'), undefined)
  assert.equal(readPageText('<html><body><p title="x>It was dark.</p></body></html>'), undefined)
})

test('what is said in short is not found far away, but right before what is said at length', () => {
  const long = 'and then there came a very long sentence indeed'
  const book = lettersOf(`No. ${'Contents and imprint. '.repeat(40)} Chapter one. No. ${long}`)
  const { places, end } = matchSentences(book, ['Chapter one.', 'No.', long, 'Gone.'].map(lettersOf), 2)
  const at = book.indexOf(lettersOf(long))
  assert.deepEqual(places, [at - 'chapteroneno'.length, at - 2, at, undefined])
  assert.equal(end, book.length)
})

function mark(body: string, sentences: readonly string[]): string {
  const page = readPageText(`<html><head><title>No</title></head><body>${body}</body></html>`)!
  const texts = sentences.map(lettersOf)
  const { places } = matchSentences(page.letters, texts, 0)
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
