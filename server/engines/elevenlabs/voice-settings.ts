import type { VoiceSettings, Warning } from '../engine.ts'
import { settingWithin } from '../setting-within.ts'
import type { ElevenlabsModel } from './models.ts'

/** The speeds that the service takes. */
export const speedReach: [number, number] = [0.7, 1.2]

/** Lowest and highest that the service takes; beyond them it answers with an error. */
const reach = {
  stability: [0, 1],
  similarityBoost: [0, 1],
  style: [0, 1],
  speed: speedReach,
} satisfies Record<string, [number, number]>

/** The settings as the service takes them, or nothing when none is given: then the voice's own count. */
export function voiceSettings(
  engineId: string,
  { hasSteps }: Pick<ElevenlabsModel, 'hasSteps'>,
  settings: Partial<VoiceSettings>,
): { told: object | undefined; warnings: Warning[] } {
  const within = (name: keyof typeof reach) => settingWithin(engineId, settings, name, reach[name])
  const [stability, similarity, style, speed] = [
    within('stability'),
    within('similarityBoost'),
    within('style'),
    within('speed'),
  ]
  const told = {
    stability: hasSteps && stability.value !== undefined ? Math.round(stability.value * 2) / 2 : stability.value,
    similarity_boost: similarity.value,
    style: style.value,
    use_speaker_boost: settings.useSpeakerBoost,
    speed: speed.value,
  }
  const isEmpty = Object.values(told).every((value) => value === undefined)
  const warnings = [stability, similarity, style, speed].flatMap((one) => one.warnings)
  return {
    told: isEmpty ? undefined : told,
    warnings: [...warnings, ...stepWarning(engineId, stability.value, told.stability)],
  }
}

function stepWarning(engineId: string, asked: number | undefined, taken: number | undefined): Warning[] {
  if (asked === taken) return []
  const message = `Engine ${engineId} takes stability in steps of 0.5 with this model; it took ${taken} instead of ${asked}.`
  return [{ code: 'setting_out_of_range', message }]
}
