import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { describeEngine } from '../conformance.ts'
import { neverAborted, say } from '../remote/fake-service.test-kit.ts'
import { openEspeakEngine } from './espeak-engine.ts'

const isInstalled = (await openEspeakEngine({ processes: 1 }).voices()).length > 0

describe('with the espeak-ng of this machine', { skip: !isInstalled && 'espeak-ng is not installed' }, () => {
  describeEngine(() => openEspeakEngine({ processes: 2 }), { isDeterministic: true })

  test('x', async () => {
    assert.ok(await openEspeakEngine({ processes: 1 }).speak(say('Hello', 'en-us'), neverAborted))
  })
})
