import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DrizzleQueryError } from 'drizzle-orm'
import { openLog } from './log.ts'

test('an error of the database is logged with its statement, and without what was in it', () => {
  const lines: string[] = []
  const log = openLog('debug', { write: (line) => void lines.push(line) })
  const values = ['sesame', 'Rain fell.\nparams: sesame\n\nSesame, he said.', { token: 'sesame' }]
  const lost = new DrizzleQueryError('select from feeds where token = $1', values, new Error('The server is gone.'))
  const ours = new Error('It failed.', { cause: lost })
  for (const err of [lost, ours]) log.warn({ err }, 'It failed.')
  assert.equal(lines.length, 2)
  for (const line of lines) {
    assert.doesNotMatch(line, /sesame/i)
    assert.match(line, /where token = \$1/)
    assert.match(line, /The server is gone/)
  }
  for (const err of [new Error('Plain.'), null, 'a text', { no: 'error' }]) log.info({ err }, 'Other things.')
  assert.match(lines[2]!, /"message":"Plain\."/)
  assert.match(lines[2]!, /log\.test/, 'with its stack')
  assert.equal(lines.length, 6)
})

test('a statement of thousands of places is a line that somebody can read, with its cause', () => {
  const lines: string[] = []
  const log = openLog('debug', { write: (line) => void lines.push(line) })
  const statement = `insert into takes values ${'($1), '.repeat(60_000)}`
  const lost = new DrizzleQueryError(statement, [], new Error('The server is gone.'))
  for (const err of [lost, new Error('It failed.', { cause: lost })]) log.warn({ err }, 'It failed.')
  for (const line of lines) {
    assert.ok(line.length < 20_000, `${line.length}`)
    assert.match(line, /insert into takes/)
    assert.match(line, /The server is gone/)
  }
})
