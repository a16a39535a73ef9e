import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import type { ConversionId } from '#server/base/ids.ts'
import { openTestStudio } from '#test/studio.ts'
import { isWaitingForTakes } from './frozen-plan.ts'

test('whether a conversion waits is told by one look, however much of it is spoken', async () => {
  await using studio = await openTestStudio({ isWorking: false })
  const { db } = studio.studio
  const projectId = await studio.addProject([['Night fell.']])
  await studio.api.post(`/v1/studio/projects/${projectId}/convert`)
  const { rows } = await db.execute<{ id: ConversionId }>(sql`select id from conversions limit 1`)
  const [{ id } = assert.fail()] = rows
  await db.execute(sql`
    insert into conversion_takes (conversion_id, position, block_position, take_key, characters, planned, is_kept)
    select ${id}, position, position, 'take ' || position, 10, '{}', position < 2999 from generate_series(0, 2999) as position`)
  await db.execute(sql`analyze conversion_takes`)

  const look = () =>
    db.transaction(async (transaction) => {
      const isWaiting = await isWaitingForTakes(transaction, id)
      const { rows: read } = await transaction.execute<{ rows: string }>(sql`
        select seq_tup_read + idx_tup_fetch as rows from pg_stat_xact_user_tables where relname = 'conversion_takes'`)
      return { isWaiting, rowsRead: Number(read[0]?.rows) }
    })
  assert.deepEqual(await look(), { isWaiting: true, rowsRead: 1 })
  await db.execute(sql`update conversion_takes set is_kept = true where position = 2999`)
  const { isWaiting, rowsRead } = await look()
  assert.equal(isWaiting, false)
  assert.ok(rowsRead <= 2, `${rowsRead} rows were read`)
})
