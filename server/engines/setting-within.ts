import type { VoiceSettings, Warning } from './engine.ts'

type NumberSetting = 'stability' | 'similarityBoost' | 'style' | 'speed'

/** A setting as near to what was asked as the engine can, and a warning when that is not the same. */
export function settingWithin(
  engineId: string,
  settings: Partial<VoiceSettings>,
  name: NumberSetting,
  [lowest, highest]: [number, number],
): { value: number | undefined; warnings: Warning[] } {
  const asked = settings[name]
  if (asked === undefined) return { value: undefined, warnings: [] }
  const value = Math.min(highest, Math.max(lowest, asked))
  if (value === asked) return { value, warnings: [] }
  const message = `Engine ${engineId} takes ${name} from ${lowest} to ${highest}; it took ${value} instead of ${asked}.`
  return { value, warnings: [{ code: 'setting_out_of_range', message }] }
}
