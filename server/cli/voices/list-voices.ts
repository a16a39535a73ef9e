import type { Config } from '#server/base/config.ts'
import { printable } from '#server/base/printable.ts'
import { openEngines } from '#server/engines/registry.ts'
import type { PackStatus } from '#server/voices/packs/pack-status.ts'
import { openVoiceCatalogue, type Voice, type VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { readVoiceMap } from '#server/voices/voice-map.ts'
import { inBytes } from '../in-words.ts'
import { percent } from '../progress-line.ts'
import { openPacks } from './open-packs.ts'

/** `lectern voices list`, whether or not a server runs. */
export async function listVoices(config: Config, isJson: boolean): Promise<number> {
  await using packs = openPacks(config)
  const engines = await openEngines(config)
  try {
    const map = await readVoiceMap(config.LECTERN_VOICE_MAP)
    const voices = await openVoiceCatalogue(engines.list(), { defaultEngineId: config.LECTERN_ENGINE_DEFAULT, map })
    const statuses = await packs.list()
    console.log(isJson ? toJson(voices, statuses) : printable(toText(voices, statuses)))
    return 0
  } finally {
    await engines.close()
  }
}

function toJson(voices: VoiceCatalogue, statuses: PackStatus[]): string {
  const list = voices.list().map(({ id, title, language, labels, engine }) => {
    return { id, title, language, labels, engine: engine.id, isDefault: id === voices.defaultVoiceId }
  })
  const packs = statuses.map(({ pack, state, bytes, totalBytes, error }) => {
    const { id, title, licence, licenceNote, voiceIds } = pack
    return { id, title, state, byteLength: totalBytes, bytesThere: bytes, licence, licenceNote, voiceIds, error }
  })
  return JSON.stringify({ voices: list, packs }, null, 2)
}

function toText(voices: VoiceCatalogue, statuses: PackStatus[]): string {
  const list = voices.list()
  const width = Math.max(...list.map(({ id }) => id.length), ...statuses.map(({ pack }) => pack.id.length)) + 2
  const lines = list.map((voice) => describeVoice(voice, width, voice.id === voices.defaultVoiceId))
  return ['Voices', ...lines, '', 'Voice packs', ...statuses.map((status) => describePack(status, width))].join('\n')
}

function describeVoice({ id, title, language }: Voice, width: number, isDefault: boolean): string {
  return `  ${id.padEnd(width)}${language}  ${title}${isDefault ? '  (the default)' : ''}`
}

function describePack({ pack, state, bytes, totalBytes, error }: PackStatus, width: number): string {
  const { id, description, licence } = pack
  const states: Record<PackStatus['state'], string> = {
    installed: 'installed',
    not_installed: bytes > 0 ? `stopped at ${percent(bytes / totalBytes)}` : 'not installed',
    installing: `installing, ${percent(bytes / totalBytes)}`,
    failed: 'not installed, the last attempt failed',
  }
  const reason = error ? `\n    ${error.message}` : ''
  return `  ${id.padEnd(width)}${inBytes(totalBytes).padStart(8)}  ${description} (${licence}); ${states[state]}${reason}`
}
