import type { ServerResponse } from 'node:http'
import { toPcmBytes } from '#server/audio/pcm.ts'
import { type Asked, type FakeService, fakeSpeech, openFakeService, sendJson } from '../remote/fake-service.test-kit.ts'

export const fakeVoices = [
  {
    voice_id: '21m00Tcm4TlvDq8ikWAM',
    name: 'Rachel',
    labels: { accent: 'american', gender: 'female', language: 'en' },
  },
  { voice_id: 'pNInz6obpgDQGcFmaJgB', name: 'Adam', labels: { accent: 'american', gender: 'male' }, description: null },
  { voice_id: 'ThT5KcBeYPX3keUQqHPh', name: 'Dorothée', labels: {}, verified_languages: [{ language: 'fr' }] },
]

export interface SpokenJson {
  audio_base64: string
  alignment: {
    characters: string[]
    character_start_times_seconds: (number | string | null)[]
    character_end_times_seconds: (number | string | null)[]
  } | null
}

/** A service of that kind on loopback. @param change what it does to what it is about to answer; nothing when it has sent something itself */
export async function openFakeElevenlabs(
  change: (answer: SpokenJson, asked: Asked, response: ServerResponse) => SpokenJson | undefined = (answer) => answer,
): Promise<FakeService> {
  return openFakeService((asked, response) => {
    if (asked.path === '/v2/voices') return sendJson(response, 200, { voices: fakeVoices, has_more: false })
    const answer = change(speakAsAsked(asked), asked, response)
    if (answer) sendJson(response, 200, answer)
  })
}

function speakAsAsked({ path, body }: Asked): SpokenJson {
  const { text, voice_settings } = body as { text: string; voice_settings?: { speed?: number } }
  const speed = voice_settings?.speed ?? 1
  const { samples } = fakeSpeech(text, path.split('/')[3]!, speed)
  return { audio_base64: Buffer.from(toPcmBytes(samples)).toString('base64'), alignment: timesOf(text, speed) }
}

/** 0.2 s, then 40 ms for each UTF-16 unit; told by code points, as Python splits a text. */
function timesOf(text: string, speed: number): NonNullable<SpokenJson['alignment']> {
  const characters = Array.from(text)
  let units = 0
  const edges = characters.map((character) => {
    const start = 0.2 + (0.04 * units) / speed
    units += character.length
    return [start, 0.2 + (0.04 * units) / speed] as const
  })
  return {
    characters,
    character_start_times_seconds: edges.map(([start]) => start),
    character_end_times_seconds: edges.map(([, end]) => end),
  }
}
