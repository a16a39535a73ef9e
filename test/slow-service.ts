import { setTimeout as delay } from 'node:timers/promises'
import { fakeVoices, openFakeElevenlabs } from '#server/engines/elevenlabs/fake-elevenlabs.test-kit.ts'
import { sendJson } from '#server/engines/remote/fake-service.test-kit.ts'

/**
 * A speech service on loopback that makes its callers wait and needs no CPU of theirs, not even to find out when each character
 * is heard: workers differ only by how much they ask at once.
 */
export interface SlowService extends AsyncDisposable {
  /** Lectern's variables for a process of this name. */
  environmentOf(name: string): Record<string, string>
  /** How many texts each process has asked for. */
  asked(): Record<string, number>
  /** When each call came and was answered, in the milliseconds of `performance.now()`. */
  calls(): { from: number; to: number }[]
  voiceId: string
}

export async function openSlowService(waitMilliseconds: number): Promise<SlowService> {
  const asked: Record<string, number> = {}
  const calls: { from: number; to: number }[] = []
  const service = await openFakeElevenlabs((answer, { headers }, response) => {
    const name = String(headers['xi-api-key']).replace(keyOf(''), '')
    asked[name] = (asked[name] ?? 0) + 1
    const from = performance.now()
    const audio_base64 = softenEnd(answer.audio_base64)
    delay(waitMilliseconds).then(() => {
      calls.push({ from, to: performance.now() })
      sendJson(response, 200, { ...answer, audio_base64 })
    })
    return undefined
  })
  return {
    voiceId: `elevenlabs-${fakeVoices[0]!.voice_id}`,
    asked: () => ({ ...asked }),
    calls: () => [...calls],
    environmentOf: (name) => ({
      LECTERN_ENGINES: 'elevenlabs',
      LECTERN_ENGINE_DEFAULT: 'elevenlabs',
      LECTERN_ELEVENLABS_URL: service.url,
      LECTERN_ELEVENLABS_KEY: keyOf(name),
    }),
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  }
}

/** A tone that is always equally loud is dearer to measure than any speech: of this one only the first 0.4 s are loud. */
function softenEnd(audioBase64: string): string {
  const bytes = Buffer.from(audioBase64, 'base64')
  const samples = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)
  for (let at = 9_600; at < samples.length; at++) samples[at]! /= 16
  return bytes.toString('base64')
}

function keyOf(name: string): string {
  return `key-of-process-${name}`
}
