import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { StudioError } from '#server/base/errors.ts'
import { openaiVoices } from './openai-voices.ts'
import { premadeVoices } from './premade-voices.ts'

/** Lets ids that people have in their programs mean voices of this server. */
export interface VoiceMap {
  /** What the administrator wrote: it goes before a voice that has this id itself. */
  configured(voiceId: string): string | undefined
  /** What ids mean that nothing else is known of: written `*=voice`. */
  readonly unknown: string | undefined
  /** The ids that mean something here without being voices of ours: those that the administrator wrote, then the premade ones. */
  readonly ids: string[]
  /** For an id of the hosted service's premade voices, or a name of OpenAI's, those of ours that are nearest, the best first. */
  nearest(voiceId: string): string[]
}

const MapFile = z.record(z.string(), z.string())

/**
 * @param written `id=voice`, comma-separated, or the path of a JSON file with an object of them; the id `*` is any that is unknown
 * @throws StudioError `invalid_configuration`
 */
export async function readVoiceMap(written = ''): Promise<VoiceMap> {
  const pairs = new Map(written.includes('=') ? readPairs(written) : await readPairsOfFile(written))
  const unknown = pairs.get('*')
  pairs.delete('*')
  return {
    configured: (voiceId) => pairs.get(voiceId),
    unknown,
    ids: [...new Set([...pairs.keys(), ...premadeVoices.keys()])],
    nearest: (voiceId) => [
      `elevenlabs-${voiceId}`,
      ...(openaiVoices.has(voiceId) ? [`openai-${voiceId}`] : []),
      ...nearestOwn(voiceId),
    ],
  }
}

function readPairs(written: string): [string, string][] {
  const parts = written.split(',').filter((part) => part.trim() !== '')
  return parts.map((part) => {
    const [id, voice, ...rest] = part.split('=').map((side) => side.trim())
    if (id && voice && rest.length === 0) return [id, voice]
    throw new StudioError('invalid_configuration', `LECTERN_VOICE_MAP: "${part.trim()}" is not of the form id=voice.`)
  })
}

async function readPairsOfFile(path: string): Promise<[string, string][]> {
  if (path === '') return []
  try {
    return Object.entries(MapFile.parse(JSON.parse(await readFile(path, 'utf8'))))
  } catch (cause) {
    const sentence = `LECTERN_VOICE_MAP: "${path}" is no pair id=voice and no JSON file with an object of such pairs.`
    throw new StudioError('invalid_configuration', sentence, { cause })
  }
}

function nearestOwn(voiceId: string): string[] {
  const premade = premadeVoices.get(voiceId) ?? openaiVoices.get(voiceId)
  if (!premade) return []
  const isFemale = premade.kokoro[1] === 'f'
  return [`kokoro-${premade.kokoro}`, isFemale ? 'flite-slt' : 'flite-rms']
}
