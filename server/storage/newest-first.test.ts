import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import { listProjects } from '#server/projects/find-project.ts'
import { createTestProject, openTestNeeds } from '#test/projects.ts'

test('a list goes on though the last one that it told is deleted meanwhile', async () => {
  await using needs = await openTestNeeds()
  const { project } = await createTestProject(needs, [])
  await needs.db.execute(sql`
    insert into projects select (jsonb_populate_record(one, jsonb_build_object('id', 'x' || number, 'source_key', null,
      'created_at', one.created_at - number * interval '70 microseconds'))).*
    from projects as one, generate_series(1, 250) as number where one.id = ${project.id}`)
  const told: string[] = []
  for await (const some of listProjects(needs.db)) {
    for (const { id } of some) told.push(id)
    await needs.db.execute(sql`delete from projects where id = ${told.at(-1)}`)
  }
  assert.deepEqual([told.length, new Set(told).size], [251, 251])
})
