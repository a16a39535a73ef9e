import type { EngineVoice } from '../engine.ts'

export interface FliteVoice extends EngineVoice {
  /** Flite's own voice. */
  base: 'slt' | 'rms' | 'awb' | 'kal16'
  /** Factor on the pitch; flite's `f0_shift`. The voice rms ignores it. */
  pitch: number
  /** Factor on the durations; flite's `duration_stretch`. */
  stretch: number
  /** Brings the voice to about -19 LUFS. */
  gainDecibels: number
}

/**
 * What each base voice is, and its gain: -19 LUFS less its own loudness, which is -16.6 (slt), -21.7 (rms), -20.3 (awb)
 * and -28.0 LUFS (kal16), measured over one sentence with ITU-R BS.1770-4. The peaks of kal16 allow only 6 dB: it stays at
 * about -22 LUFS.
 */
const bases = {
  slt: { name: 'Slt', who: 'US, female', accent: 'american', gender: 'female', gainDecibels: -2.4 },
  rms: { name: 'Rms', who: 'US, male', accent: 'american', gender: 'male', gainDecibels: 2.7 },
  awb: { name: 'Awb', who: 'Scottish, male', accent: 'scottish', gender: 'male', gainDecibels: 1.3 },
  kal16: { name: 'Kal', who: 'US, male, robotic', accent: 'american', gender: 'male', gainDecibels: 6 },
} as const

/**
 * The voices inside flite, and presets of them in another pitch or pace, so that a dialogue can be told apart. Another
 * pitch changes the loudness of slt by 2 LU, which is made good; that of the others changes by less than 0.5 LU.
 */
export const fliteVoices: readonly FliteVoice[] = [
  voice('slt', '', 1, 1),
  voice('slt', 'deep', 0.84, 1, 2.1),
  voice('slt', 'bright', 1.15, 1, -1.9),
  voice('slt', 'calm', 1, 1.15),
  voice('rms', '', 1, 1),
  voice('rms', 'calm', 1, 1.15),
  voice('rms', 'brisk', 1, 0.88),
  voice('awb', '', 1, 1),
  voice('awb', 'deep', 0.84, 1),
  voice('awb', 'bright', 1.2, 1),
  voice('kal16', '', 1, 1),
  voice('kal16', 'deep', 0.8, 1),
]

function voice(
  base: FliteVoice['base'],
  preset: string,
  pitch: number,
  stretch: number,
  extraDecibels = 0,
): FliteVoice {
  const { name, who, accent, gender, gainDecibels } = bases[base]
  return {
    name: preset ? `${base}-${preset}` : base,
    title: preset ? `${name} (${who}, ${preset})` : `${name} (${who})`,
    description:
      'Built-in draft voice: clear and fast, but plainly synthetic. Meant for trying out and proof-listening.',
    language: 'en',
    labels: { accent, gender, use_case: 'draft', descriptive: preset || 'plain' },
    base,
    pitch,
    stretch,
    gainDecibels: gainDecibels + extraDecibels,
  }
}
