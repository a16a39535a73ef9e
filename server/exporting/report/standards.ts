import type { SoundFormat } from '#server/audio/decoding/decoded-sound.ts'
import type { SoundLevels } from '#server/audio/loudness/sound-levels.ts'

/** Who asks something of a sound before they take it, or play it as it was meant. */
export type Standard = 'acx' | 'apple' | 'spotify'

/** One thing that a standard asks of one file, and whether the file has it. */
export interface Requirement {
  standard: Standard
  /** Which one: `rms`, `true_peak` … */
  name: string
  passes: boolean
  measured: number | string | boolean
  /** What is asked for, in words. */
  limit: string
  /** What to do when it does not pass. */
  remedy: string
}

/** What is known of one file, or of one chapter of a file. */
export interface MeasuredChapter {
  format: SoundFormat
  levels: SoundLevels
  /** Whether its title is said at its start; undefined when nobody knows. */
  isHeaderSpoken: boolean | undefined
}

/** @param book the first chapter: all of a book have as many channels as it has */
export function requirementsOf(chapter: MeasuredChapter, book: MeasuredChapter): Requirement[] {
  return [...acx(chapter, book), ...apple(chapter), ...spotify(chapter)]
}

/** What is quieter is told as this, since JSON knows no infinity. */
const quietestDb = -120

/** Levels as they are told: to a hundredth of a decibel. */
export function toldDb(level: number): number {
  return Math.max(quietestDb, Math.round(level * 100) / 100)
}

/**
 * Of audiobooks, one file a chapter.
 * Source: help.acx.com, "What are the ACX Audio Submission Requirements?" and "What is the ACX room tone requirement?".
 */
function acx({ format, levels, isHeaderSpoken }: MeasuredChapter, book: MeasuredChapter): Requirement[] {
  const of = (name: string, passes: boolean, measured: Requirement['measured'], limit: string, remedy: string) => {
    return { standard: 'acx' as const, name, passes, measured, limit, remedy }
  }
  const { rmsDb, peakDb, noiseFloorDb, headSeconds, tailSeconds, durationSeconds } = levels
  const { codec, bitrateKbps, isConstantBitrate, sampleRate, channelCount } = format
  const isMp3 = codec === 'mp3'
  const loud = 'Export with the loudness `audiobook`.'
  return [
    of('rms', isWithin(rmsDb, -23, -18), toldDb(rmsDb), '-23 to -18 dB', loud),
    of('peak', toldDb(peakDb) <= -3, toldDb(peakDb), 'at most -3 dB', `${loud} Peaks that are clipped were so before.`),
    of(
      'noise_floor',
      toldDb(noiseFloorDb) <= -60,
      toldDb(noiseFloorDb),
      'at most -60 dB RMS',
      'Take the noise out of the recording, or choose a cleaner voice.',
    ),
    of('format', isMp3, codec, 'MP3', 'Export as `zip`, or as `mp3` with a file for each chapter.'),
    of(
      'bitrate',
      isMp3 && isConstantBitrate && bitrateKbps >= 192,
      bitrateKbps,
      'at least 192 kbps, constant',
      'Export MP3 with 192 kbps or more.',
    ),
    of('sample_rate', sampleRate === 44_100, sampleRate, '44100 Hz', 'Encode at 44.1 kHz, as all exports are.'),
    of(
      'channels',
      channelCount <= 2 && channelCount === book.format.channelCount,
      channelCount,
      'all mono or all stereo',
      'Bring all chapters to as many channels.',
    ),
    of(
      'duration',
      durationSeconds <= 120 * 60,
      toldSeconds(durationSeconds),
      'at most 120 minutes',
      'Divide the chapter in two.',
    ),
    of(
      'head',
      isWithin(headSeconds, 0.5, 1),
      toldSeconds(headSeconds),
      '0.5 to 1 s of room tone',
      'Set the pause before a chapter (`chapter_start_seconds`) to 0.7 and convert again; nothing is spoken for it.',
    ),
    of(
      'tail',
      isWithin(tailSeconds, 1, 5),
      toldSeconds(tailSeconds),
      '1 to 5 s of room tone',
      'Set the pause at the end of a chapter (`chapter_seconds`) to 2, as it usually is.',
    ),
    ...(isHeaderSpoken === undefined
      ? []
      : [
          of(
            'spoken_header',
            isHeaderSpoken,
            isHeaderSpoken,
            'the title of the chapter is said',
            'Begin the chapter with a heading that says its title.',
          ),
        ]),
  ]
}

/** Of podcasts. Source: podcasters.apple.com, "Audio requirements". */
function apple({ format, levels }: MeasuredChapter): Requirement[] {
  const { channelCount, bitrateKbps, codec } = format
  const least = channelCount === 1 ? 96 : 128
  const isCompressed = codec === 'mp3' || codec === 'aac'
  return [
    loudnessOf('apple', format, levels, -16),
    truePeakOf('apple', levels),
    {
      standard: 'apple',
      name: 'format',
      passes: isCompressed,
      measured: codec,
      limit: 'MP3 or AAC',
      remedy: 'Export as `mp3`.',
    },
    {
      standard: 'apple',
      name: 'bitrate',
      passes: isCompressed && (codec === 'aac' || bitrateKbps >= least),
      measured: bitrateKbps,
      limit: `MP3 of at least ${least} kbps`,
      remedy: `Export MP3 with ${least} kbps or more.`,
    },
  ]
}

/** Of podcasts and music. Source: support.spotify.com, "Loudness normalization". */
function spotify({ format, levels }: MeasuredChapter): Requirement[] {
  return [loudnessOf('spotify', format, levels, -14), truePeakOf('spotify', levels)]
}

/** Players put a mono sound on both loudspeakers, where it is 3 dB louder than what is measured of one channel. */
function loudnessOf(
  standard: Standard,
  { channelCount }: SoundFormat,
  { integratedLufs }: SoundLevels,
  target: number,
): Requirement {
  const heard = integratedLufs + (channelCount === 1 ? 10 * Math.log10(2) : 0)
  return {
    standard,
    name: 'loudness',
    passes: isWithin(heard, target - 1, target + 1),
    measured: toldDb(heard),
    limit: `${target} LUFS, 1 LU more or less (a mono sound on two loudspeakers)`,
    remedy: 'Export with the loudness `podcast_mono`, or `podcast_stereo` where the sound has two channels.',
  }
}

function truePeakOf(standard: Standard, { truePeakDb }: SoundLevels): Requirement {
  return {
    standard,
    name: 'true_peak',
    passes: toldDb(truePeakDb) <= -1,
    measured: toldDb(truePeakDb),
    limit: 'at most -1 dB',
    remedy: 'Export with one of the podcast loudnesses, which keep peaks below it.',
  }
}

/** As it is told, so that no -18.00 fails. */
function isWithin(measured: number, least: number, most: number): boolean {
  const told = Math.round(measured * 100) / 100
  return told >= least && told <= most
}

/** Durations as they are told: to a millisecond. */
export function toldSeconds(seconds: number): number {
  return Math.round(seconds * 1_000) / 1_000
}
