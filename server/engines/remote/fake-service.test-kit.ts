import type { IncomingMessage, ServerResponse } from 'node:http'
import { wavHeader } from '#server/audio/encoding/wav.ts'
import { toPcmBytes } from '#server/audio/pcm.ts'
import type { Track } from '#server/audio/track.ts'
import { openTestServer, type TestServer } from '#server/net/server.test-kit.ts'
import type { Utterance } from '../engine.ts'
import type { Clock } from './clock.ts'

/** One request that came to a fake service. */
export interface Asked {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  /** Read from JSON; an empty object for a GET. */
  body: Record<string, unknown>
}

export interface FakeService extends TestServer {
  asked: Asked[]
}

/** A server on loopback that notes what it is asked and answers as it is told to. */
export async function openFakeService(answer: (asked: Asked, response: ServerResponse) => void): Promise<FakeService> {
  const asked: Asked[] = []
  const server = await openTestServer(async (request, response) => {
    const sent = Buffer.concat(await Array.fromAsync(request)).toString()
    const url = new URL(request.url!, 'http://fake.test')
    const { method, headers } = request
    const one = {
      method: method!,
      path: url.pathname,
      query: url.searchParams,
      headers,
      body: JSON.parse(sent || '{}'),
    }
    asked.push(one)
    answer(one, response)
  })
  return { ...server, asked, [Symbol.asyncDispose]: server[Symbol.asyncDispose] }
}

export function sendJson(response: ServerResponse, status: number, json: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(json))
}

/** Something to hear: 0.2 s of silence, 40 ms of tone for each character at a pitch of the voice's, 0.3 s of silence. */
export function fakeSpeech(text: string, voice: string, speed = 1, sampleRate = 24_000): Track {
  const pitch = 200 + 50 * (Array.from(voice, (letter) => letter.charCodeAt(0)).reduce((sum, one) => sum + one, 0) % 40)
  const [start, length] = [0.2 * sampleRate, Math.round((0.04 * text.length * sampleRate) / speed)]
  const samples = new Int16Array(start + length + 0.3 * sampleRate)
  for (let at = 0; at < length; at++)
    samples[start + at] = 8000 * Math.sin((2 * Math.PI * pitch * (at + 0.5)) / sampleRate)
  return { samples, sampleRate }
}

export function toWav({ samples, sampleRate }: Track): Buffer {
  return Buffer.concat([wavHeader({ sampleRate, sampleCount: samples.length }), toPcmBytes(samples)])
}

/** A clock on which waiting takes no time, and which notes how long was waited. */
export function fakeClock(random = 0): Clock & { waits: number[] } {
  const waits: number[] = []
  let now = Date.UTC(2030, 0, 1)
  return {
    waits,
    now: () => now,
    random: () => random,
    async wait(milliseconds, signal) {
      signal.throwIfAborted()
      waits.push(milliseconds)
      now += milliseconds
    },
  }
}

export const neverAborted = new AbortController().signal

export function say(text: string, voice: string, more: Partial<Utterance> = {}): Utterance {
  return { text, phonemes: [], voice, language: 'en', settings: {}, ...more }
}
