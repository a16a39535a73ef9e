import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Engine } from '#server/engines/engine.ts'
import { openFliteEngine } from '#server/engines/flite/flite-engine.ts'
import { settings } from '#server/storage/schema.ts'
import { openTestStudio, type TestStudio, toBlock } from './studio.ts'

const text = 'Marley was dead, to begin with. There is no doubt whatever about that.'

test('proof: a conversion by an engine without times tells the words where they are heard', async () => {
  const flite = openFliteEngine({ threads: 1 })
  await using studio = await openTestStudio({ engines: [flite, withoutTimes(flite)] })
  const right = await convertIn(studio, 'flite-kal16')
  const found = await convertIn(studio, 'plain-kal16')
  const words = [...text.matchAll(/\w+/g)].map(({ index }) => index)
  const errors = words.map((index) => Math.abs(found[index]! - right[index]!)).toSorted((a, b) => a - b)
  assert.ok(errors[errors.length >> 1]! < 0.025, `the middle error is ${errors[errors.length >> 1]} s`)
  assert.ok(errors.at(-1)! < 0.2, `the largest error is ${errors.at(-1)} s`)
})

test('proof: which reference goes with a voice is found out once, for all processes', async () => {
  const flite = openFliteEngine({ threads: 1 })
  await using studio = await openTestStudio({ engines: [withoutTimes(flite)] })
  const listChoices = async () =>
    (await studio.studio.db.select().from(settings)).filter(({ key }) => /:plain:/.test(key))
  assert.deepEqual(await listChoices(), [])
  await convertIn(studio, 'plain-kal16')
  const [choice] = await listChoices()
  assert.match(JSON.stringify(choice!.value), /"voice":"(slt|awb|rms)"/)
  await convertIn(studio, 'plain-kal16', `${text} It was the best of times.`)
  assert.deepEqual(await listChoices(), [choice])
})

/** Flite, as one that cannot tell when its words are heard. */
function withoutTimes(flite: Engine): Engine {
  return {
    ...flite,
    id: 'plain',
    hasTimes: false,
    async speak(utterance, signal) {
      return { ...(await flite.speak(utterance, signal)), alignment: undefined }
    },
  }
}

/** When each character is heard, in seconds, as the snapshot tells. */
async function convertIn(studio: TestStudio, voiceId: string, spoken = text): Promise<number[]> {
  const chapter = await studio.addChapter([spoken])
  await studio.write(chapter, [toBlock(spoken, voiceId)])
  const { last_conversion_error } = await studio.convert(chapter)
  assert.equal(last_conversion_error, null)
  const { character_alignments } = await studio.latestSnapshot(chapter)
  return character_alignments[0].character_start_times_seconds
}
