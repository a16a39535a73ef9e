import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Engine } from '#server/engines/engine.ts'
import { openFliteEngine } from '#server/engines/flite/flite-engine.ts'
import { openKokoroEngine } from '#server/engines/kokoro/kokoro-engine.ts'
import { type FakeLanguageModel, openFakeLanguageModel } from '#server/language-model/fake-language-model.test-kit.ts'
import type { Answer } from './api-client.ts'
import { writeWell } from './podcast-writer.ts'
import {
  approvePodcast,
  assertWithin,
  bulletin,
  draftPodcast,
  makePodcast,
  ranges,
  type Scale,
  scriptOf,
  secondsOf,
} from './podcasts.ts'
import { openTestStudio, type TestStudio } from './studio.ts'

// How long podcasts get at the pace of real voices: each duration of both modes, with and without a language model.

const models = process.env.LECTERN_TEST_MODELS
const frame = { intro: 'You are listening to the harbour news.', outro: 'Good night, and a calm sea.' }
const modes = ['conversation', 'bulletin'] as const
const kinds = (Object.keys(ranges) as Scale[]).flatMap((scale) => modes.map((mode) => ({ scale, mode })))

const engines = [
  { name: 'flite', voices: ['flite-slt', 'flite-rms'], open: () => openFliteEngine({ threads: 2 }), isQuick: true },
  {
    ...{ name: 'kokoro', voices: ['kokoro-af_heart', 'kokoro-am_michael'] },
    open: () => openKokoroEngine({ folder: join(models!, 'kokoro'), processes: 2 }),
    isQuick: false,
  },
]

for (const isByModel of [false, true]) {
  for (const { name, voices, open, isQuick } of engines) {
    const skip = isQuick || models ? false : 'LECTERN_TEST_MODELS names no folder with the voice pack in `kokoro/`.'
    describe(`podcasts ${isByModel ? 'by' : 'without'} a language model, with the voices of ${name}`, { skip }, () => {
      let model: FakeLanguageModel
      let studio: TestStudio
      before(async () => {
        model = await openFakeLanguageModel(writeWell)
        const environment = isByModel ? model.environment : {}
        studio = await openTestStudio({ engines: [open()] as Engine[], environment })
      })
      after(async () => {
        await studio[Symbol.asyncDispose]().finally(() => model[Symbol.asyncDispose]())
      })

      for (const { scale, mode } of kinds) {
        // All that a quick engine says is heard to the end; of Kokoro one of the shortest is.
        const isWhole = isQuick || (!isByModel && scale === 'short' && mode === 'bulletin')
        const how = isWhole ? 'spoken to its end' : 'of which some turns are spoken'
        test(`a ${scale} ${mode}, ${how}, lasts as long as it is to`, async () => {
          const more = { duration_scale: scale, ...frame, ...(mode === 'bulletin' && bulletin(voices[0])) }
          const seconds = isWhole ? await hearWhole(studio, more, voices) : await hearSome(studio, more, voices)
          assertWithin(seconds, scale)
        })
      }
    })
  }
}

/** How long a podcast lasts that is spoken to its end, with what is to be said first and last. */
async function hearWhole(studio: TestStudio, more: object, voices: string[]): Promise<number> {
  const { project_id } = await makePodcast(studio, more, voices)
  const { character_alignments: alignments } = await studio.latestSnapshot(project_id)
  const said = alignments.flatMap((one: { characters: string[] }) => one.characters).join('')
  assert.ok(said.startsWith(frame.intro) && said.endsWith(frame.outro))
  return secondsOf(studio, project_id)
}

const turnsHeard = 3

/** How long a podcast will last, by how much longer some of its turns last than they were expected to. */
async function hearSome(studio: TestStudio, more: object, voices: string[]): Promise<number> {
  const { project_id: projectId } = await draftPodcast(studio, more, voices)
  const { turns, seconds_expected: expected } = await scriptOf(studio, projectId)
  assert.deepEqual([turns[0].text, turns.at(-1).text], [frame.intro, frame.outro])
  const step = Math.floor(turns.length / turnsHeard / 2) * 2 + 1 // odd: host and guest talk in turn
  await approvePodcast(
    studio,
    projectId,
    turns.filter((_: Answer['body'], index: number) => index % step === 0),
  )
  const { seconds_expected: expectedOfSome } = await scriptOf(studio, projectId)
  const { audio_duration_secs: heard } = await studio.latestSnapshot(projectId)
  return (expected * heard) / expectedOfSome
}
