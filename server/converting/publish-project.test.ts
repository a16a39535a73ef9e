import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { mp3Layout } from '#server/audio/encoding/mp3.ts'
import type { ChapterSnapshot } from '#server/snapshots/snapshot.ts'
import { placeChapters } from './publish-project.ts'

test('each chapter begins where the MP3 frames of the one before it end, and the last one ends the project', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 10_000_000 }), { minLength: 1, maxLength: 20 }), (sampleCounts) => {
      const { chapters, sampleCount } = placeChapters(sampleCounts.map(toSnapshot))
      let frames = 0
      for (const [index, chapter] of chapters.entries()) {
        assert.deepEqual([chapter.name, chapter.sampleCount], [`Chapter ${index}`, sampleCounts[index]])
        assert.equal(chapter.startSample, frames * 1_152)
        frames += mp3Layout(chapter.sampleCount, 44_100, 192).frameCount
      }
      const last = chapters.at(-1)!
      assert.equal(sampleCount, last.startSample + last.sampleCount)
    }),
  )
})

test('a project of no chapters has no length', () => {
  assert.deepEqual(placeChapters([]), { chapters: [], sampleCount: 0 })
})

function toSnapshot(sampleCount: number, index: number): ChapterSnapshot {
  return { id: `id ${index}`, name: `Chapter ${index}`, sampleCount } as ChapterSnapshot
}
