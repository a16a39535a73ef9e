import { openEncoders } from '#server/audio/encoding/encoders.ts'
import { mp3Layout } from '#server/audio/encoding/mp3.ts'
import { snapshotSampleRate } from '#server/audio/track.ts'
import type { Config } from '#server/base/config.ts'
import { toStudioError } from '#server/base/errors.ts'
import type { Engine } from '#server/engines/engine.ts'
import { type Engines, openEngines } from '#server/engines/registry.ts'
import { voicePacks } from '#server/voices/packs/catalogue.ts'
import { noVoice, openVoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { listWantedPacks } from '../voices/wanted-packs.ts'
import type { Finding } from './finding.ts'

/** Has each engine say a word, and looks up the default voice. */
export async function checkEngines(config: Config): Promise<Finding[]> {
  const engines = await openEngines({ ...config, LECTERN_SPEECH_PROCESSES: 1 })
  try {
    const shown = engines.list().filter(({ hidden, id }) => !hidden || id === config.LECTERN_ENGINE_DEFAULT)
    const findings: Finding[] = []
    for (const engine of shown) findings.push(await checkEngine(engine, config))
    return [...findings, await checkDefaultVoice(engines, config)]
  } finally {
    await engines.close()
  }
}

const patienceMilliseconds = 120_000

async function checkEngine(engine: Engine, config: Config): Promise<Finding> {
  const name = `engine ${engine.id}`
  try {
    const voices = await engine.voices()
    const [voice] = voices
    if (!voice) return withoutVoices(name, engine, config)
    const signal = AbortSignal.timeout(patienceMilliseconds)
    const utterance = { text: 'Lectern.', phonemes: [], voice: voice.name, language: voice.language, settings: {} }
    const startedAt = performance.now()
    const { track } = await engine.speak(utterance, signal)
    const tookSeconds = (performance.now() - startedAt) / 1000
    const spokenSeconds = track.samples.length / track.sampleRate
    const measured = `said a word of ${spokenSeconds.toFixed(2)} s in ${tookSeconds.toFixed(2)} s, loading included`
    const names = voices.map((one) => `${engine.id}-${one.name}`)
    return { name, state: 'ok', found: `${listed(names)}; ${measured}` }
  } catch (error) {
    const { message, advice } = toStudioError(error)
    return { name, state: 'fail', found: message, remedy: advice }
  }
}

/** A voice pack that is wanted and missing is worth a warning; an engine that nobody gave voices to is not. */
function withoutVoices(name: string, { id }: Engine, config: Config): Finding {
  const pack = voicePacks.find(({ engineId }) => engineId === id)
  const remedy = pack ? `npx lectern voices install ${pack.id}` : 'docs/engines.md tells how to add some.'
  const isWanted = pack !== undefined && listWantedPacks(config).includes(pack.id)
  return { name, state: isWanted ? 'warn' : 'ok', found: 'no voices are installed', remedy }
}

const namesShown = 6

function listed(names: string[]): string {
  const rest = names.length - namesShown
  return names.slice(0, namesShown).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}

async function checkDefaultVoice(engines: Engines, { LECTERN_ENGINE_DEFAULT }: Config): Promise<Finding> {
  const voices = await openVoiceCatalogue(engines.list(), { defaultEngineId: LECTERN_ENGINE_DEFAULT })
  const name = 'default voice'
  if (voices.hasDefaultVoice) return { name, state: 'ok', found: voices.defaultVoiceId }
  return { name, state: 'fail', found: 'there is none', remedy: noVoice }
}

/** Encodes a second of silence and counts its bytes. */
export async function checkEncoders(): Promise<Finding[]> {
  const format = { codec: 'mp3', sampleRate: snapshotSampleRate, bitrateKbps: 128 } as const
  await using encoders = openEncoders({ threads: 1 })
  using encoder = encoders.open(format)
  const bytes = Buffer.concat([await encoder.silence(format.sampleRate), await encoder.finish()])
  const expected = mp3Layout(format.sampleRate, format.sampleRate, format.bitrateKbps).byteLength
  if (bytes.length === expected) return [{ name: 'encoders', state: 'ok', found: 'MP3 and WAV' }]
  const found = `a second of MP3 has ${bytes.length} bytes instead of ${expected}`
  return [{ name: 'encoders', state: 'fail', found, remedy: 'Install Lectern again: npm ci' }]
}
