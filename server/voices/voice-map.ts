import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { StudioError } from '#server/base/errors.ts'
import { premadeVoices } from './premade-voices.ts'

/** Lets ids that people have in their programs mean voices of this server. */
export interface VoiceMap {
  /** What the administrator wrote: it goes before a voice that has this id itself. */
  configured(voiceId: string): string | undefined
  /** For an id of the hosted service's premade voices those of ours that are nearest, the best first. */
  nearest(voiceId: string): string[]
}

const MapFile = z.record(z.string(), z.string())

/**
 * @param written `id=voice`, comma-separated, or the path of a JSON file with an object of them
 * @throws StudioError `invalid_configuration`
 */
export async function readVoiceMap(written = ''): Promise<VoiceMap> {
  const pairs = new Map(written.includes('=') ? readPairs(written) : await readPairsOfFile(written))
  return {
    configured: (voiceId) => pairs.get(voiceId),
    nearest: (voiceId) => [`elevenlabs-${voiceId}`, ...nearestOwn(voiceId)],
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
  const kokoro = Object.hasOwn(premadeVoices, voiceId) ? premadeVoices[voiceId] : undefined
  if (!kokoro) return []
  const isFemale = kokoro[1] === 'f'
  return [`kokoro-${kokoro}`, isFemale ? 'flite-slt' : 'flite-rms']
}
