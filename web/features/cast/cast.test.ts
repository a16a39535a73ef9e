import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  beginningOf,
  byChapter,
  type CastLine,
  type Character,
  endOf,
  filterLines,
  otherNames,
  planMerge,
} from './cast.ts'

const line = (id: string, character_id: string | null, confidence = 0.9, chapter_id = 'one') =>
  ({ line_id: id, character_id, confidence, chapter_id }) as CastLine
const character = (name: string, line_count: number) => ({ character_id: name, name, line_count }) as Character

test('lines are those of somebody, of nobody, or those that nobody is sure of', () => {
  const lines = [line('1', 'anna'), line('2', null, 0), line('3', 'tom', 0.49), line('4', 'tom', 0.5)]
  const shown = (filter: string) =>
    filterLines(lines, filter)
      .map((one) => one.line_id)
      .join('')
  assert.deepEqual(['all', 'unsure', 'narrator', 'tom'].map(shown), ['1234', '23', '2', '34'])
})

test('lines stand under their chapters', () => {
  const groups = byChapter([line('1', null), line('2', null, 1, 'two'), line('3', null, 1, 'two')])
  assert.deepEqual(
    groups.map(({ chapterId, lines }) => [chapterId, lines.length]),
    [
      ['one', 1],
      ['two', 2],
    ],
  )
})

test('who speaks most keeps the name when characters become one', () => {
  const { into, merged } = planMerge([character('Tom', 2), character('Thomas', 9), character('Tommy', 1)])
  assert.deepEqual([into.name, ...merged.map((one) => one.name)], ['Thomas', 'Tom', 'Tommy'])
})

test('other names are those that do not stand there already', () => {
  assert.equal(otherNames({ name: 'Anna', aliases: ['Anna', 'Miss Hill', 'she'] } as Character), 'Miss Hill, she')
})

test('what stands beside a line begins and ends with whole words', () => {
  const long = `e was a large one ${'x'.repeat(60)} at one end of the`
  assert.match(endOf(long), /^…\u00a0was a .* of the$/)
  assert.match(beginningOf(long), /^e was .* end of\u00a0…$/)
  assert.deepEqual([endOf('said Anna. '), beginningOf('')], ['said Anna. ', ''])
})
