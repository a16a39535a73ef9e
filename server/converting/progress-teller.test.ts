import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TakeKey } from '#server/base/ids.ts'
import { openLog } from '#server/base/log.ts'
import { listBlocks } from '#server/projects/chapters.ts'
import { getRevision } from '#server/projects/find-project.ts'
import { plannedTakes } from '#server/storage/schema.ts'
import { createTestProject, openTestNeeds, paragraph } from '#test/projects.ts'
import { openProgressTeller } from './progress-teller.ts'

test('a hundred takes that are made in a row write the row of their project once or twice, not a hundred times', async () => {
  await using needs = await openTestNeeds()
  const { project, key } = await createTestProject(needs, [paragraph('One.')])
  const [block] = await listBlocks(needs.db, key.chapterId)
  const { voiceRefId } = block!.nodes[0]!
  const takeKeys = Array.from({ length: 100 }, (_, index) => `take ${index}` as TakeKey)
  const planned = takeKeys.map((takeKey, position) => ({
    blockId: block!.id,
    position,
    takeKey,
    voiceRefId,
    characters: 4,
  }))
  await needs.db.insert(plannedTakes).values(planned)
  const before = await getRevision(needs.db, project.id)
  {
    await using teller = openProgressTeller({ db: needs.db, log: openLog('error') })
    for (const takeKey of takeKeys) teller.add(takeKey)
  }
  const after = await getRevision(needs.db, project.id)
  const writes = after.count - before.count
  assert.ok(writes >= 1 && writes <= 2, `${writes} writes`)
  assert.equal(after.progress - before.progress, writes)
})
