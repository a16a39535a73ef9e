import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findQuotations } from './find-quotations.ts'

/** What is quoted as speech in paragraphs. */
function quoted(...paragraphs: string[]): string[] {
  return findQuotations(paragraphs)
    .filter(({ isSpeech }) => isSpeech)
    .map(({ paragraph, start, end }) => paragraphs[paragraph]!.slice(start, end))
}

test('all usual marks are found, also when they are straight', () => {
  assert.deepEqual(quoted('“Yes,” she said. “No.”'), ['“Yes,”', '“No.”'])
  assert.deepEqual(quoted('"Yes," she said. "No."'), ['"Yes,"', '"No."'])
  assert.deepEqual(quoted('‘Yes,’ she said. ‘No.’'), ['‘Yes,’', '‘No.’'])
  assert.deepEqual(quoted("'Yes,' she said. 'No.'"), ["'Yes,'", "'No.'"])
  assert.deepEqual(quoted('«Oui», dit-elle. «Non.»'), ['«Oui»', '«Non.»'])
  assert.deepEqual(quoted('»Ja«, sagte sie. »Nein.«'), ['»Ja«', '»Nein.«'])
  assert.deepEqual(quoted('„Ja“, sagte sie. „Nein.“'), ['„Ja“', '„Nein.“'])
})

test('apostrophes end no quotation', () => {
  const paragraph = '‘I don’t know the boys’ names,’ said Tom, ‘’tis goin’ to rain, an’ that’s Alice’s.’'
  assert.deepEqual(quoted(paragraph), ['‘I don’t know the boys’ names,’', '‘’tis goin’ to rain, an’ that’s Alice’s.’'])
  const straight = "'I don't know the boys' names,' said Tom, for 'twas late. 'It's goin' to rain.'"
  assert.deepEqual(quoted(straight), ["'I don't know the boys' names,'", "'It's goin' to rain.'"])
})

test('a quotation inside another belongs to it', () => {
  assert.deepEqual(quoted('“He said ‘no’ and ‘never!’,” said Tom.'), ['“He said ‘no’ and ‘never!’,”'])
  assert.deepEqual(quoted('‘He said “no” to me,’ said Tom. ‘To me!’'), ['‘He said “no” to me,’', '‘To me!’'])
  assert.deepEqual(quoted('„Er sagte ‚nein‘ zu mir“, sagte sie.'), ['„Er sagte ‚nein‘ zu mir“'])
})

test('a speech over several paragraphs goes on', () => {
  const found = findQuotations(['“It was dark.', '“Rain fell.', '“And then it stopped.”', '“Well?”'])
  assert.deepEqual(
    found.map(({ isContinued, isOpen }) => [isContinued, isOpen]),
    [
      [false, true],
      [true, true],
      [true, false],
      [false, false],
    ],
  )
})

test('a paragraph of a speech may begin without a mark', () => {
  const found = findQuotations(['“It was dark.', 'Rain fell.” He stopped. “So be it.”'])
  assert.deepEqual(
    found.map(({ start, end, isContinued }) => [start, end, isContinued]),
    [
      [0, 13, false],
      [0, 11, true],
      [24, 35, false],
    ],
  )
})

test('words that are only mentioned are no speech', () => {
  assert.deepEqual(quoted('“Yes.”', 'He read “Little Women” and his “friend” laughed.', '“No.”'), ['“Yes.”', '“No.”'])
  assert.deepEqual(quoted('She said “yes” at once.'), ['“yes”'])
})

test('a leading dash is a mark where an author has no other', () => {
  const paragraphs = ['— ¿Quién es? — preguntó Ana. — No lo sé.', '— Nadie.', 'Se fue.']
  assert.deepEqual(quoted(...paragraphs), ['¿Quién es?', 'No lo sé.', 'Nadie.'])
})

test('a forgotten mark reaches no further than its paragraph', () => {
  assert.deepEqual(quoted('“I have no idea, said Tom.', 'It rained. “Really?”'), [
    '“I have no idea, said Tom.',
    '“Really?”',
  ])
})

test('strange texts neither hang nor overflow', () => {
  for (const text of ['', '"', '“'.repeat(2_000), "'".repeat(2_000), '“a '.repeat(5_000), '— '.repeat(5_000)])
    quoted(text)
})
