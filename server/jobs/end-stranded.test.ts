import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openLog } from '#server/base/log.ts'
import { openSweeper } from './end-stranded.ts'

test('what cannot be found or ended holds up nothing else that is stranded', async () => {
  const fail = async () => Promise.reject(new Error('The ground gave way.'))
  const ended: string[] = []
  const end = async (id: string) => (id === 'stuck' ? fail() : void ended.push(id))
  const kinds = [
    { name: 'unknown', listStranded: fail, end },
    { name: 'conversion', listStranded: async () => ['stuck', 'one'], end },
    { name: 'import', listStranded: async () => ['two'], end },
  ]
  const sweeper = openSweeper(kinds, openLog('silent'))
  for (let round = 0; round < 2; round++) await sweeper.round()
  assert.deepEqual(ended, ['one', 'two'])
})
