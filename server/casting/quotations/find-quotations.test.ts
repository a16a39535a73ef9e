import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runAtOnce } from '#server/base/give-way.ts'
import { assertStandsLess } from '#server/base/thread-time.test-kit.ts'
import { findQuotations } from './find-quotations.ts'

const quotations = (paragraphs: string[]) => runAtOnce(findQuotations(paragraphs))

/** What is quoted as speech in paragraphs. */
function quoted(...paragraphs: string[]): string[] {
  return quotations(paragraphs)
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

test('marks of old e-texts, of Swedes and of Japanese are found', () => {
  assert.deepEqual(quoted("`I shan't,' said Alice. `It's late.'", "`Go!' cried he."), [
    "`I shan't,'",
    "`It's late.'",
    "`Go!'",
  ])
  assert.deepEqual(quoted("``I shan't,'' said Alice. ``It's late.''"), ["``I shan't,''", "``It's late.''"])
  assert.deepEqual(quoted('”Vem?” frågade Anna.', '”Ingen”, sa Karl.'), ['”Vem?”', '”Ingen”'])
  assert.deepEqual(quoted('「はい」と言った。「さようなら。」'), ['「はい」', '「さようなら。」'])
  assert.deepEqual(quoted('Type `npm start`, then `npm test`.'), [])
})

test('apostrophes end no quotation', () => {
  const paragraph = '‘I don’t know the boys’ names,’ said Tom, ‘’tis goin’ to rain, an’ that’s Alice’s.’'
  assert.deepEqual(quoted(paragraph), ['‘I don’t know the boys’ names,’', '‘’tis goin’ to rain, an’ that’s Alice’s.’'])
  const straight = "'I don't know the boys' names,' said Tom, for 'twas late. 'It's goin' to rain.'"
  assert.deepEqual(quoted(straight), ["'I don't know the boys' names,'", "'It's goin' to rain.'"])
  assert.deepEqual(quoted("'Well,' he began; 'is he--is he tall?' 'No,' (coming in)--'is he not?'"), [
    ...["'Well,'", "'is he--is he tall?'", "'No,'", "'is he not?'"],
  ])
  const cockney = "'I shan't,' said Tom. 'The boys' boat is Bill's, an' 'e knows it.'"
  assert.deepEqual(quoted(cockney), ["'I shan't,'", "'The boys' boat is Bill's, an' 'e knows it.'"])
})

test('a quotation inside another belongs to it', () => {
  assert.deepEqual(quoted('“He said ‘no’ and ‘never!’,” said Tom.'), ['“He said ‘no’ and ‘never!’,”'])
  assert.deepEqual(quoted('‘He said “no” to me,’ said Tom. ‘To me!’'), ['‘He said “no” to me,’', '‘To me!’'])
  assert.deepEqual(quoted('„Er sagte ‚nein‘ zu mir“, sagte sie.'), ['„Er sagte ‚nein‘ zu mir“'])
})

test('a speech over several paragraphs goes on', () => {
  const found = quotations(['“It was dark.', '“Rain fell.', '“And then it stopped.”', '“Well?”'])
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
  const found = quotations(['“It was dark.', 'Rain fell.” He stopped. “So be it.”'])
  assert.deepEqual(
    found.map(({ start, end, isContinued }) => [start, end, isContinued]),
    [
      [0, 13, false],
      [0, 11, true],
      [24, 35, false],
    ],
  )
})

test('a poem that is recited goes on over lines without marks, and so does a speech behind an apostrophe', () => {
  const lines = [
    '“How doth the little crocodile',
    'Improve his shining tail,',
    'And pour the waters of the Nile',
    'Again!”',
  ]
  assert.deepEqual(quoted(...lines, 'Nobody spoke.', '“Well?”'), [...lines, '“Well?”'])
  const speech = ['‘He was a smith, an’ that’s all.', '‘He died.’']
  assert.deepEqual(quoted(...speech), speech)
})

test('words that are only mentioned are no speech', () => {
  assert.deepEqual(quoted('“Yes.”', 'He read “Little Women” and his “friend” laughed.', '“No.”'), ['“Yes.”', '“No.”'])
  assert.deepEqual(quoted('She said “yes” at once.'), ['“yes”'])
})

test('a leading dash is a mark where an author has no other', () => {
  const paragraphs = ['— ¿Quién es? — preguntó Ana. — No lo sé.', '— Nadie.', 'Se fue.']
  assert.deepEqual(quoted(...paragraphs), ['¿Quién es?', 'No lo sé.', 'Nadie.'])
  const glued = ['—¿Quién es? —preguntó Ana—. No lo sé.', '—Nadie —dijo Juan.']
  assert.deepEqual(quoted(...glued), ['¿Quién es?', 'No lo sé.', 'Nadie'])
  const untold = [
    '—Back to barracks! he said sternly.',
    '—Thanks, old chap, he cried. That will do.',
    '—He said no, I think.',
  ]
  assert.deepEqual(quoted(...untold), [
    'Back to barracks!',
    'Thanks, old chap,',
    'That will do.',
    'He said no, I think.',
  ])
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

test('proof: a paragraph that was written to be looked at again and again is read in time with its length', async () => {
  const byDash = ['— Yes, said Anna.', '— No.', '— So.']
  const bySingle = Array.from({ length: 12 }, () => '‘Yes,’ said Anna.')
  for (const [others, beginning, piece] of [
    [byDash, '— A', ', '],
    [byDash, '— A', ' '],
    [byDash, '— A', '? '],
    [byDash, '— A', ', he said. A'],
    [bySingle, '‘', 'in’ '],
    [bySingle, '', "s' 'a "],
    [bySingle, '', '‘a ‘a “'],
    [[], '“', "s' 'a "],
  ] as const) {
    const paragraph = beginning + piece.repeat(20_000 / piece.length)
    await assertStandsLess(250, async () => void quotations([...others, paragraph]), piece)
  }
})
