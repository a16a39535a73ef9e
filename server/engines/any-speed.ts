import type { Alignment } from '#server/audio/alignment.ts'
import { stretchTime } from '#server/audio/time-stretch.ts'
import type { Engine, Take, Utterance } from './engine.ts'
import { settingWithin } from './setting-within.ts'

/** What is still speech. */
const reach: [number, number] = [0.25, 4]

/**
 * The engine, speaking at every speed: what it cannot do by itself is done to its sound afterwards, with the pitch as it is.
 * Its times go along.
 */
export function withAnySpeed(engine: Engine): Engine {
  const [slowest, fastest] = engine.honours.includes('speed') ? (engine.speeds ?? reach) : [1, 1]
  if (slowest <= reach[0] && fastest >= reach[1]) return engine
  return {
    ...engine,
    honours: [...new Set([...engine.honours, 'speed' as const])],
    speeds: reach,
    async speak(utterance, signal) {
      const { value, warnings } = settingWithin(engine.id, utterance.settings, 'speed', reach)
      if (value === undefined) return engine.speak(utterance, signal)
      const own = Math.min(fastest, Math.max(slowest, value))
      const take = await engine.speak(withSpeed(utterance, own), signal)
      signal.throwIfAborted()
      return { ...stretched(take, value / own), warnings: [...warnings, ...take.warnings] }
    },
  }
}

function withSpeed(utterance: Utterance, speed: number): Utterance {
  return { ...utterance, settings: { ...utterance.settings, speed } }
}

function stretched({ track, alignment }: Take, speed: number): Pick<Take, 'track' | 'alignment'> {
  if (speed === 1) return { track, alignment }
  const samples = stretchTime(track, speed)
  const { sampleRate } = track
  return { track: { samples, sampleRate }, alignment: alignment && stretchTimes(alignment, speed, samples.length) }
}

function stretchTimes({ startSamples, endSamples, source }: Alignment, speed: number, sampleCount: number): Alignment {
  const stretch = (sample: number) => Math.min(Math.round(sample / speed), sampleCount)
  return { startSamples: startSamples.map(stretch), endSamples: endSamples.map(stretch), source }
}
