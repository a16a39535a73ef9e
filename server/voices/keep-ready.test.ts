import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openLog } from '#server/base/log.ts'
import type { Engine } from '#server/engines/engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { openEvents } from '#server/events/events.ts'
import { openTestDatabase } from '#test/database.ts'
import { until } from '#test/until.ts'
import { keepReady, tellWatched } from './keep-ready.ts'
import { openVoiceCatalogue } from './voice-catalogue.ts'

const log = openLog('error')

test('the default voice is made ready at the start, when it changes, and while somebody looks', async () => {
  await using database = await openTestDatabase()
  await using events = await openEvents({ connection: database.connection, log })
  const prepared: string[] = []
  const better = openHeavy('better', prepared)
  const voices = await openVoiceCatalogue([better, openHeavy('usual', prepared)])
  better.isMissing = true
  await voices.refresh()
  await using _ready = keepReady({ voices, events, log })
  assert.deepEqual(prepared, ['usual-a'])
  await until('the first time is over', () => prepared.length === 1)
  better.isMissing = false
  await voices.refresh()
  await until('the better one is ready', () => prepared.at(-1) === 'better-a')
  await voices.refresh()
  assert.equal(prepared.length, 2, 'the same voice is not made ready again')
  using _watched = tellWatched(events)
  await until('it is kept ready', () => prepared.length === 3)
  assert.equal(prepared.at(-1), 'better-a')
})

test('the last voice may go, and nothing is made ready until one is there again', async () => {
  await using database = await openTestDatabase()
  await using events = await openEvents({ connection: database.connection, log })
  const prepared: string[] = []
  const engine = openHeavy('only', prepared)
  const voices = await openVoiceCatalogue([engine])
  await using _ready = keepReady({ voices, events, log })
  engine.isMissing = true
  await voices.refresh()
  const heard = events.next('studio:watched', AbortSignal.timeout(90_000))
  using _watched = tellWatched(events)
  await heard
  assert.deepEqual(prepared, ['only-a'])
  engine.isMissing = false
  await voices.refresh()
  assert.equal(voices.defaultVoiceId, 'only-a')
})

test('an engine that cannot be made ready is no trouble', async () => {
  await using database = await openTestDatabase()
  await using events = await openEvents({ connection: database.connection, log })
  const prepared: string[] = []
  const engine = { ...openHeavy('broken', prepared), prepare: async () => Promise.reject(new Error('no model')) }
  await using _ready = keepReady({ voices: await openVoiceCatalogue([engine]), events, log })
})

test('it is known when the first voice is ready, and that one which takes too long is not waited for', async () => {
  await using database = await openTestDatabase()
  await using events = await openEvents({ connection: database.connection, log })
  const loading = Promise.withResolvers<void>()
  const engine = { ...openHeavy('slow', []), prepare: () => loading.promise }
  const needs = { voices: await openVoiceCatalogue([engine]), events, log }
  await using patient = keepReady(needs)
  await using impatient = keepReady(needs, 0.01)
  await impatient.started
  assert.deepEqual([patient.isStarting, impatient.isStarting], [true, false])
  loading.resolve()
  await patient.started
  assert.equal(patient.isStarting, false)
})

interface HeavyEngine extends Engine {
  isMissing: boolean
}

/** The tone engine, with something to load. */
function openHeavy(id: string, prepared: string[]): HeavyEngine {
  const tone = openToneEngine()
  return {
    ...tone,
    ...{ id, hidden: false, isMissing: false },
    async voices() {
      return this.isMissing ? [] : tone.voices()
    },
    async prepare(voice) {
      prepared.push(`${id}-${voice}`)
    },
  }
}
