import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Engine } from '#server/engines/engine.ts'
import { openKokoroEngine } from '#server/engines/kokoro/kokoro-engine.ts'
import { openPiperEngine } from '#server/engines/piper/piper-engine.ts'
import { largestStep, voiceGaps, voiceLoudness } from './joins.ts'
import { readWav } from './read-wav.ts'
import { chapterPath, openTestStudio, toBlock } from './studio.ts'
import { until } from './until.ts'

// What test/mastering.test.ts shows of tone and flite, of voices whose own pauses are all different.

const models = process.env.LECTERN_TEST_MODELS
const skip = models ? false : 'LECTERN_TEST_MODELS names no folder with voice packs.'

for (const [engine, voices, open] of [
  ['Kokoro', ['kokoro-af_heart', 'kokoro-am_michael'], (options) => openKokoroEngine(options)],
  [
    'Piper',
    ['piper-en_US-joe-medium', 'piper-en_US-joe-medium'],
    (options) => openPiperEngine({ ...options, espeak: false }),
  ],
] satisfies [string, string[], (options: { folder: string; processes: number }) => Engine][])
  test(`${engine}: pauses are as they are set, no join clicks, and two voices are equally loud`, { skip }, async () => {
    const folder = join(models!, engine.toLowerCase())
    await using studio = await openTestStudio({ engines: [open({ folder, processes: 1 })] })
    const text = '“Because.” He looked up. It was dark, and nobody came. Then a door opened. They had promised it.'
    const blocks = [voices[0], voices[0], voices[1], voices[1]].map((voice) => toBlock(text, voice!))
    const content = JSON.stringify([{ name: 'One', blocks }])
    const fields = { name: 'Test', from_content_json: content, quality_preset: 'ultra_lossless' }
    const { body } = await studio.api.form('/v1/studio/projects', fields)
    const projectId = body.project.project_id
    const [chapter] = await studio.listChapters(projectId)
    const convert = async () => {
      await studio.api.post(`${chapterPath(chapter!)}/convert`)
      const isDone = async () => (await studio.api.get(chapterPath(chapter!))).body.state === 'default'
      await until('the chapter is converted', isDone, { seconds: 240 })
      const { character_alignments } = await studio.latestSnapshot(chapter!)
      return { sound: readWav(await studio.stream(chapter!)), blocks: character_alignments }
    }
    const usual = await convert()
    const [first, second] = voiceLoudness(usual.sound, usual.blocks, (block) => (block < 2 ? 0 : 1))
    assert.ok(Math.abs(first! - second!) <= 1, `${first} and ${second} LUFS`)
    const lengths: number[] = []
    for (const seconds of [0.15, 0.4, 1.3]) {
      const pauses = { sentence_seconds: seconds, speaker_seconds: seconds, paragraph_seconds: seconds }
      const json = {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ pauses }),
      }
      await studio.api.json(`/lectern/v1/projects/${projectId}`, json, 200)
      const { sound, blocks } = await convert()
      const errors = voiceGaps(sound, blocks).map((gap) => Math.abs(gap - seconds))
      assert.equal(errors.length, 18)
      // What is about 45 dB below the loudest moment is silence by one measure and the end of a sound by another.
      assert.ok(Math.max(...errors) <= 0.015 && errors.toSorted()[9]! <= 0.002, `${errors} s off ${seconds}`)
      assert.ok(largestStep(sound) <= 1.02 * largestStep(usual.sound), 'no join steps further than speech does')
      lengths.push(sound.length)
    }
    const gapCount = 19 // with that before the other voice
    for (const [index, more] of [0.25, 0.9].entries()) {
      const grown = lengths[index + 1]! - lengths[index]!
      assert.ok(Math.abs(grown - gapCount * more * 44_100) < 100, `${grown} samples for ${more} s`)
    }
  })
