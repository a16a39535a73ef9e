import { after, before } from 'node:test'
import { describeEngine } from '../conformance.ts'
import { type FakeService, fakeClock } from '../remote/fake-service.test-kit.ts'
import { openElevenlabsEngine } from './elevenlabs-engine.ts'
import { openFakeElevenlabs } from './fake-elevenlabs.test-kit.ts'

let server: FakeService
before(async () => {
  server = await openFakeElevenlabs()
})
after(() => server[Symbol.asyncDispose]())

for (const model of ['eleven_multilingual_v2', 'eleven_flash_v2']) {
  describeEngine(
    () => openElevenlabsEngine({ url: server.url, key: 'xi-secret', model, calls: 4, clock: fakeClock() }),
    {
      isDeterministic: true,
    },
  )
}
