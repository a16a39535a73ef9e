import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCast } from '../read-cast.ts'

/** The characters of paragraphs by their names, with their other names. */
function cast(...paragraphs: string[]) {
  const { characters } = readCast(paragraphs)
  return Object.fromEntries(characters.map(({ name, aliases, gender }) => [name, [gender, ...aliases.slice(1).sort()]]))
}

test('names of one person are one character, those of others are not', () => {
  const found = cast(
    '“Well,” said Mr. Darcy. Darcy smiled. Fitzwilliam Darcy had come early.',
    '“Good morning,” said Miss Bennet. “How do you do?” said Elizabeth Bennet. Lizzy laughed.',
    '“My dears!” cried Mrs. Bennet. “Hush,” said Jane Bennet. Mr. Bennet sighed, and went.',
  )
  assert.deepEqual(found['Mr. Darcy'], ['male', 'Darcy', 'Fitzwilliam Darcy'])
  assert.deepEqual(found['Elizabeth Bennet'], ['female', 'Lizzy'])
  for (const name of ['Miss Bennet', 'Mrs. Bennet', 'Jane Bennet', 'Mr. Bennet']) assert.ok(name in found, name)
})

test('proof: a text of names and nothing else has a thousand characters at most, those that come up most', () => {
  const nameOf = (number: number) => `B${[...String(number)].map((digit) => 'aeioukmnrs'[Number(digit)]).join('')}`
  const paragraphs = Array.from(
    { length: 3_000 },
    (_, index) => `“Well,” said ${nameOf(index)}. ${nameOf(index)} went.`,
  )
  const found = cast(...paragraphs, ...Array(3).fill('“Well,” said Fitzwilliam. Fitzwilliam smiled.'))
  assert.equal(Object.keys(found).length, 1_000)
  assert.ok('Fitzwilliam' in found)
})

test('a title tells who the doctor is, and Sir Thomas is not Tom', () => {
  const found = cast(
    '“Sit down,” said Dr. Watson. “Thank you,” said Sir Thomas.',
    '“Where does it hurt?” asked the doctor. “Here,” said Tom.',
  )
  assert.ok(found['Dr. Watson']?.includes('the doctor'))
  assert.ok('Sir Thomas' in found && 'Tom' in found)
})

test('Mr. Elliot is not Sir Walter Elliot, Joe is Joe Harper and not Injun Joe, and whoever stands in a list is nobody else in it', () => {
  const found = cast(
    '“Sir,” said Sir Walter Elliot. “Cousin,” said Mr. Elliot. Sir Walter bowed, and Mr. Elliot went.',
    '“Run!” cried Injun Joe. Injun Joe laughed. “Why?” asked Joe. Injun Joe went on. “Stay,” said Joe Harper.',
    'Aunt Polly, Mary, the minister, the editor came. “Dear me,” said Mary. “Amen,” said the minister.',
  )
  assert.deepEqual(found['Sir Walter Elliot'], ['male', 'Sir Walter'])
  assert.deepEqual(found['Joe Harper'], ['male', 'Joe'])
  for (const name of ['Mr. Elliot', 'Injun Joe', 'the minister']) assert.ok(name in found, name)
})

test('a role is called as it is said: the old man', () => {
  const found = cast(
    'Old man Hill laughed. “Well, old chap,” said a young man. “No,” said the old man. “Yes,” said the young man.',
  )
  assert.deepEqual(
    Object.keys(found).filter((name) => /(\w+) \1/.test(name)),
    [],
  )
})

test('pronouns tell a gender that no name does', () => {
  const found = cast('“I am cold,” said Ashby. She shivered. “So am I,” said the Hatter, and he shook his head.')
  assert.deepEqual([found.Ashby?.[0], found['the Hatter']?.[0]], ['female', 'male'])
})

test('places and days are nobody', () => {
  const found = cast('On Monday they went to London. In Paris it rained. “At last,” said Anna in April.')
  assert.deepEqual(Object.keys(found), ['Anna'])
})

test('who tells the story is called as others call them', () => {
  const { characters } = readCast([
    'I had never seen him so. I sat down and I waited, as I always did.',
    '“My dear Watson,” said Holmes, “you see, but you do not observe.”',
    '“I see nothing,” I answered.',
    '“You do not look, Watson,” said Holmes.',
  ])
  assert.deepEqual(characters.find(({ isNarrator }) => isNarrator)?.name, 'Watson')
})
