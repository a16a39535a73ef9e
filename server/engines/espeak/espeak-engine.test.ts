import assert from 'node:assert/strict'
import { chmod, mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Track } from '#server/audio/track.ts'
import { neverAborted, say, toWav } from '../remote/fake-service.test-kit.ts'
import { openEspeakEngine } from './espeak-engine.ts'

const table = `Pty Language Age/Gender VoiceName File Other Languages
 5  en-us           --/M      English_(America)  gmw/en-US            (en 3)`

test('where the program is not installed there are no voices, and speaking says what to do', async () => {
  const engine = openEspeakEngine({ program: '/nowhere/espeak-ng', processes: 1 })
  assert.deepEqual(await engine.voices(), [])
  const message =
    'Engine espeak could not speak "Hello.": the program /nowhere/espeak-ng is not there. ' +
    'Install espeak-ng, or set LECTERN_ESPEAK=0.'
  await assert.rejects(engine.speak(say('Hello.', 'en-us'), neverAborted), { code: 'engine_failed', message })
})

test('a program that fails is told in its own words', async () => {
  await using program = await writeProgram('echo "No such data." >&2; exit 3')
  const engine = openEspeakEngine({ program: program.path, processes: 1 })
  const message = 'Engine espeak could not speak "Hello.": No such data.'
  await assert.rejects(engine.speak(say('Hello.', 'en-us'), neverAborted), { code: 'engine_failed', message })
})

test('a program that speaks no WAV, or nothing, fails the utterance', async () => {
  for (const does of ['echo "<html>"', 'true']) {
    await using program = await writeProgram(does)
    const engine = openEspeakEngine({ program: program.path, processes: 1 })
    await assert.rejects(engine.speak(say('Hello.', 'en-us'), neverAborted), {
      code: 'engine_failed',
      message: /it is no WAV file/,
    })
  }
})

test('a text of which the voice says nothing is silence, with a warning that names it', async () => {
  await using program = await writeProgram('cat "$(dirname "$0")/silence.wav"')
  const engine = openEspeakEngine({ program: program.path, processes: 1 })
  const { track, warnings } = await engine.speak(say('Hello.', 'en-us'), neverAborted)
  assert.equal(loudest(track), 0)
  assert.deepEqual([warnings.length, warnings[0]!.code], [1, 'character_ignored'])
  assert.match(warnings[0]!.message, /en-us of espeak-ng says nothing for "Hello\."/)
})

test('a program that hangs is killed when the utterance is stopped, and its turn is given to the next', async () => {
  await using program = await writeProgram('exec sleep 600')
  const engine = openEspeakEngine({ program: program.path, processes: 1 })
  await engine.voices()
  const [first, second] = [new AbortController(), new AbortController()]
  const reason = new Error('enough')
  const speaking = assert.rejects(engine.speak(say('One.', 'en-us'), first.signal), reason)
  const waiting = assert.rejects(engine.speak(say('Two.', 'en-us'), second.signal), reason)
  first.abort(reason)
  await speaking
  await engine.close!()
  second.abort(reason)
  await waiting
})

function loudest({ samples }: Track): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
}

/** A program that lists one voice and does something when it is to speak. */
async function writeProgram(does: string) {
  const folder = await mkdtempDisposable(join(tmpdir(), 'lectern-espeak-'))
  const path = join(folder.path, 'espeak-ng')
  await writeFile(path, `#!/bin/sh\nif [ "$1" = --voices ]; then echo '${table}'; exit 0; fi\n${does}\n`)
  await chmod(path, 0o755)
  await writeFile(join(folder.path, 'silence.wav'), toWav({ samples: new Int16Array(9000), sampleRate: 22_050 }))
  return { path, [Symbol.asyncDispose]: () => folder.remove() }
}
