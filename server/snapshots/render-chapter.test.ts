import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { toSamples } from '#server/audio/pcm.ts'
import { resample } from '#server/audio/resample.ts'
import type { ChapterSnapshotId } from '#server/base/ids.ts'
import { findTakes, readTakeTrack } from '#server/takes/take-store.ts'
import { openSnapshotNeeds, publishTestChapter, type SnapshotNeeds } from '#test/snapshots.ts'
import { type ChapterEncoding, renderChapter } from './render-chapter.ts'
import { getSnapshotContent } from './snapshot-store.ts'

const wav: ChapterEncoding = { encoding: { codec: 'pcm', sampleRate: 44_100 }, loudness: 'none' }

let needs: AsyncDisposable & SnapshotNeeds
before(async () => void (needs = await openSnapshotNeeds()))
after(() => needs[Symbol.asyncDispose]())

test('a chapter is its takes, each resampled on its own, with silence where the manifest says', async () => {
  const { id, sampleCount } = await publishTestChapter(needs, ['One.<break /> Two.', '***', 'Three.'])
  const rendered = Buffer.concat(await Array.fromAsync(renderChapter(needs, id, wav, new AbortController().signal)))
  const expected = new Int16Array(sampleCount)
  let position = 0
  for (const { take, pauseSamples, sampleCount } of (await getSnapshotContent(needs.db, id)).manifest.segments) {
    const stored = take && (await findTakes(needs.db, [take.key])).get(take.key)
    if (stored) expected.set(resample(await readTakeTrack(needs.files, stored), 44_100), position)
    position += sampleCount + pauseSamples
  }
  assert.equal(position, sampleCount)
  assert.deepEqual(toSamples(rendered), expected)
})

test('rendering stops when it is aborted, with the reason', async () => {
  const { id } = await publishTestChapter(needs, ['One.', 'Two.', 'Three.'])
  const stopping = new AbortController()
  const rendering = renderChapter(needs, id, wav, stopping.signal)
  await rendering.next()
  stopping.abort(new Error('Enough.'))
  await assert.rejects(Array.fromAsync(rendering), /Enough/)
})

test('there is nothing to render of a snapshot that does not exist', async () => {
  const rendering = renderChapter(needs, 'none' as ChapterSnapshotId, wav, new AbortController().signal)
  await assert.rejects(rendering.next(), { code: 'snapshot_not_found' })
})
