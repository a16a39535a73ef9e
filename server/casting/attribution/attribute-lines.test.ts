import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runAtOnce, runGivingWay } from '#server/base/give-way.ts'
import { assertStandsLess } from '#server/base/thread-time.test-kit.ts'
import { castOf, readCast } from '../read-cast.ts'
import { readParagraphs } from '../reading/read-paragraphs.ts'
import { attributeLines } from './attribute-lines.ts'

/** Who says each quotation of paragraphs, and why. */
function speakers(...paragraphs: string[]) {
  const { characters, lines } = readCast(paragraphs)
  return lines.map(({ speaker, evidence }) => [speaker === undefined ? undefined : characters[speaker]!.name, evidence])
}

test('what the text tells beside a line says whose it is', () => {
  assert.deepEqual(speakers('“Yes,” said Anna. “No.”', 'Then Peter turned to her, and said: “Why?”'), [
    ['Anna', 'named'],
    ['Anna', 'named'],
    ['Peter', 'named'],
  ])
})

test('who acts in front of dashes says what follows them', () => {
  const found = speakers(
    '“Yes,” said Anna. “No,” said Peter. “Why?” said Mary.',
    'Anna shook her head and laughed.--“I cannot.”',
  )
  assert.deepEqual(found.at(-1), ['Anna', 'named'])
})

test('what somebody’s saying stops is theirs, and a general silence is no general', () => {
  const found = speakers(
    '“Yes,” said Mrs. Norris. “No,” said Sir Thomas.',
    'Mrs. Norris was beginning again, when she was stopped by Sir Thomas’s saying with authority, “I do not advise it.”',
    'There was a general silence. He had a general air. A general buzz gave him shelter, and Edmund said, “Now.”',
  )
  assert.deepEqual(found.slice(2), [
    ['Sir Thomas', 'named'],
    ['Edmund', 'named'],
  ])
})

test('two who talk take turns, also backwards from where one is named', () => {
  const found = speakers('Anna met Peter.', '“Well?”', '“Well what?” said Peter.', '“You know.”', '“I do not.”')
  assert.deepEqual(
    found.map(([name]) => name),
    ['Anna', 'Peter', 'Anna', 'Peter'],
  )
})

test('whoever is spoken to by name answers', () => {
  const found = speakers(
    '“I am late,” said Anna. “So am I,” said Peter. “We all are,” said Carl.',
    '“What do you think, Carl?” asked Anna.',
    '“Nothing.”',
  )
  assert.deepEqual(found.at(-1), ['Carl', 'addressed'])
})

test('a pronoun means the one it fits', () => {
  const found = speakers('Anna came in, and Peter rose.', '“Sit down,” she said.', '“Thank you,” he said.')
  assert.deepEqual(found, [
    ['Anna', 'pronoun'],
    ['Peter', 'pronoun'],
  ])
})

test('whoever acts right before “he said” says it, also where another was to speak', () => {
  const found = speakers(
    '“Ha!” said Lestrade. “It is plain.”',
    '“Oh, Mr. Holmes!” she cried. “I am so glad that you have come.”',
    '“I hope we may clear him, Miss Turner,” said Holmes. “You may rely upon me.”',
    '“But you have read the evidence. Do you not think that he is innocent?”',
    '“I think that it is very probable.”',
    '“There, now!” she cried, looking defiantly at Lestrade. “You hear! He gives me hopes.”',
    'Lestrade shrugged his shoulders. “I am afraid that my colleague has been a little quick,” he said.',
    '“But he is right. James never did it.”',
    '“In what way?” asked Holmes.',
  ).map(([name]) => name)
  assert.deepEqual(found.slice(2), [
    ...['Miss Turner', 'Miss Turner', 'Holmes', 'Holmes', 'Miss Turner', 'Holmes'],
    ...['Miss Turner', 'Miss Turner', 'Lestrade', 'Miss Turner', 'Holmes'],
  ])
})

test('a speech over several paragraphs is one person’s', () => {
  const found = speakers('“It was dark,” said Anna. “Rain fell.', '“Then it stopped.”', '“Did it?” said Peter.')
  assert.deepEqual(
    found.map(([name]) => name),
    ['Anna', 'Anna', 'Anna', 'Peter'],
  )
})

test('without anybody who could have said it a line is nobody’s', () => {
  assert.deepEqual(speakers('“Is there anybody?”', 'It rained.'), [[undefined, 'nobody']])
})

test('proof: a paragraph in which a thousand people speak holds nobody up', async () => {
  const letters = 'abcdefghijklmnopqrstuvwxyz'
  const name = (number: number, paragraph: number) =>
    `Ann${letters[number % 26]}${letters[paragraph % 26]}${letters[Math.floor(number / 26) % 26]}`
  const line = (number: number, paragraph: number) => `“Yes,” said ${name(number, paragraph)}. `
  const paragraphs = Array.from({ length: 20 }, (_, paragraph) =>
    Array.from({ length: 800 }, (_, number) => line(number, paragraph)).join(''),
  )
  const work = async () => {
    const read = await runGivingWay(readParagraphs(paragraphs))
    const characters = await runGivingWay(castOf([read]))
    assert.equal((await runGivingWay(attributeLines(read, characters))).length, 16_000)
  }
  const few = runAtOnce(readParagraphs(paragraphs, 1_000))
  assert.deepEqual(
    few.slice(0, 3).map(({ speeches }) => speeches.length),
    [800, 200, 0],
  )
  await assertStandsLess(800, work)
})
