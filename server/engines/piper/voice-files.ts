import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { EngineVoice } from '../engine.ts'

/** What Piper's trainer writes beside a model, as far as we read it. */
const VoiceConfig = z.object({
  audio: z.object({ sample_rate: z.int().min(8000).max(192_000), quality: z.string().optional() }),
  espeak: z.object({ voice: z.string() }).optional(),
  language: z
    .object({ family: z.string(), region: z.string(), name_english: z.string(), country_english: z.string() })
    .partial()
    .optional(),
  inference: z.object({ length_scale: z.number().positive() }).partial().optional(),
  phoneme_type: z.string().default('espeak'),
  phoneme_id_map: z.record(z.string(), z.array(z.int().nonnegative())),
  num_speakers: z.int().min(1).max(10_000).default(1),
  speaker_id_map: z.record(z.string(), z.int().nonnegative()).default({}),
  dataset: z.string().optional(),
})
export type VoiceConfig = z.infer<typeof VoiceConfig>

export interface PiperVoice extends EngineVoice {
  /** Where its model is; the config lies beside it. */
  modelFile: string
  config: VoiceConfig
  /** Undefined when the model has one speaker only. */
  speakerId: number | undefined
}

/** The voices of a folder, and a sentence for each file that is none. */
export interface VoiceFiles {
  voices: PiperVoice[]
  problems: string[]
}

/** Reads a folder as it is now. What was read before and has not changed since is not read again. */
export function openVoiceFiles(folder: string, onProblem: (problem: string) => void): { list(): Promise<VoiceFiles> } {
  const told = new Set<string>()
  const read = new Map<string, { changedAt: number; voices: PiperVoice[]; problem?: string }>()
  return {
    async list() {
      const names = new Set(await readdir(folder).catch(() => []))
      const found: VoiceFiles = { voices: [], problems: [] }
      for (const name of [...names].filter((name) => name.endsWith('.onnx')).sort()) {
        const { voices, problem } = await readVoice(folder, name, names, read)
        found.voices.push(...voices)
        if (problem) found.problems.push(problem)
      }
      for (const problem of found.problems.filter((one) => !told.has(one))) onProblem(problem)
      for (const problem of found.problems) told.add(problem)
      return { ...found, voices: withUniqueNames(found.voices) }
    },
  }
}

async function readVoice(
  folder: string,
  name: string,
  names: Set<string>,
  read: Map<string, { changedAt: number; voices: PiperVoice[]; problem?: string }>,
): Promise<{ voices: PiperVoice[]; problem?: string }> {
  const configName = `${name}.json`
  if (!names.has(configName)) return { voices: [], problem: `${name} has no ${configName} beside it.` }
  const file = join(folder, configName)
  const changedAt = (await stat(file).catch(() => undefined))?.mtimeMs ?? 0
  const known = read.get(name)
  if (known?.changedAt === changedAt) return known
  const now = { changedAt, ...(await readConfig(folder, name)) }
  read.set(name, now)
  return now
}

async function readConfig(folder: string, name: string): Promise<{ voices: PiperVoice[]; problem?: string }> {
  try {
    const config = VoiceConfig.parse(JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8')))
    return { voices: describeVoices(join(folder, name), name.slice(0, -'.onnx'.length), config) }
  } catch (thrown) {
    return { voices: [], problem: `${name}.json cannot be read: ${reasonOf(thrown)}.` }
  }
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof z.ZodError) return `${thrown.issues[0]?.path.join('.')}: ${thrown.issues[0]?.message}`
  return thrown instanceof Error ? thrown.message.replace(/\.$/, '') : String(thrown)
}

/** One voice for each speaker of a model. */
function describeVoices(modelFile: string, name: string, config: VoiceConfig): PiperVoice[] {
  if (config.num_speakers === 1) return [describeVoice(modelFile, name, config, undefined, '')]
  const named = Object.entries(config.speaker_id_map)
  const numbered = Array.from({ length: config.num_speakers }, (_, id) => [String(id), id] as const)
  return (named.length > 0 ? named : numbered).map(([speaker, id]) =>
    describeVoice(modelFile, `${name}-${speaker}`, config, id, speaker),
  )
}

const accents: Record<string, string> = { US: 'american', GB: 'british' }

function describeVoice(
  modelFile: string,
  name: string,
  config: VoiceConfig,
  speakerId: number | undefined,
  speaker: string,
): PiperVoice {
  const { language = {}, audio, dataset } = config
  const region = language.region ?? ''
  const dialect = [language.name_english, region && `(${region})`].filter(Boolean).join(' ')
  return {
    name: name.replace(/[^\w-]/g, '_').replace(/^[_-]+/, ''),
    title: [titleOf(dataset ?? name), speaker, dialect && `– ${dialect}`].filter(Boolean).join(' '),
    description: `Piper voice ${name}${audio.quality ? `, ${audio.quality} quality` : ''}: quick and clear.`,
    language: languageOf(config),
    labels: { accent: accents[region] ?? language.country_english?.toLowerCase(), use_case: 'narration' },
    modelFile,
    config,
    speakerId,
  }
}

function titleOf(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ')
}

/** ISO 639-1; eSpeak names some languages in its own way. */
function languageOf({ language, espeak }: VoiceConfig): string {
  const name = language?.family ?? espeak?.voice.split('-')[0] ?? 'en'
  return { cmn: 'zh', nb: 'no' }[name] ?? name
}

/** Names that become the same get a number, in the order of the files. */
function withUniqueNames(voices: PiperVoice[]): PiperVoice[] {
  const seen = new Map<string, number>()
  return voices.map((voice) => {
    const count = (seen.get(voice.name) ?? 0) + 1
    seen.set(voice.name, count)
    return count === 1 ? voice : { ...voice, name: `${voice.name}-${count}` }
  })
}
