import {
  type MeasuredChapter,
  type Requirement,
  requirementsOf,
  type Standard,
  toldDb,
  toldSeconds,
} from './standards.ts'

/** What was measured of a delivered file, chapter by chapter, and what shops and players say to it. As it is written. */
export interface Report {
  title: string
  passes: Record<Standard, boolean>
  chapters: ReportedChapter[]
}

export interface ReportedChapter {
  name: string
  /** `mp3`, `aac` … */
  format: string
  duration_seconds: number
  sample_rate: number
  channels: number
  bitrate_kbps: number
  rms_db: number
  peak_db: number
  true_peak_db: number
  integrated_lufs: number
  noise_floor_db: number
  head_seconds: number
  tail_seconds: number
  /** Null when nobody knows. */
  spoken_header: boolean | null
  requirements: Requirement[]
}

export const standards: readonly Standard[] = ['acx', 'apple', 'spotify']

/** So much of a name is told: it stands there for a person to know what is meant, again and again. */
const longestName = 200

/** Judges what was measured. A standard passes when all that it asks passes in every chapter. */
export function toReport(title: string, measured: ({ name: string } & MeasuredChapter)[]): Report {
  const chapters = measured.map((chapter) => toChapter(chapter, requirementsOf(chapter, measured[0]!)))
  const all = chapters.flatMap(({ requirements }) => requirements)
  const passes = (standard: Standard) => all.every((one) => one.standard !== standard || one.passes)
  return {
    title: shorten(title),
    passes: { acx: passes('acx'), apple: passes('apple'), spotify: passes('spotify') },
    chapters,
  }
}

function toChapter(
  { name, format, levels, isHeaderSpoken }: { name: string } & MeasuredChapter,
  requirements: Requirement[],
): ReportedChapter {
  return {
    name: shorten(name),
    format: format.codec,
    duration_seconds: toldSeconds(levels.durationSeconds),
    sample_rate: format.sampleRate,
    channels: format.channelCount,
    bitrate_kbps: format.bitrateKbps,
    rms_db: toldDb(levels.rmsDb),
    peak_db: toldDb(levels.peakDb),
    true_peak_db: toldDb(levels.truePeakDb),
    integrated_lufs: toldDb(levels.integratedLufs),
    noise_floor_db: toldDb(levels.noiseFloorDb),
    head_seconds: toldSeconds(levels.headSeconds),
    tail_seconds: toldSeconds(levels.tailSeconds),
    spoken_header: isHeaderSpoken ?? null,
    requirements,
  }
}

function shorten(name: string): string {
  return name.length > longestName ? `${name.slice(0, longestName).toWellFormed()}…` : name
}
