/** How the spectrum of a frame is divided at a sample rate. */
export interface Bands {
  /** Where each band begins, and at last where the highest ends. */
  starts: readonly number[]
  /** The highest band that noise shaping reaches. */
  mostShaped: number
}

/** Hertz, by the number that a file has for them. Source: ISO/IEC 14496-3, table 1.18. */
export const sampleRates = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
] as const

/** @param rateNumber of `sampleRates` */
export function bandsOf(rateNumber: number, isShort: boolean): Bands {
  const [long, short] = divisions[rateNumber]!
  return isShort
    ? { starts: toStarts(short), mostShaped: mostShapedShort[rateNumber]! }
    : { starts: toStarts(long), mostShaped: mostShapedLong[rateNumber]! }
}

const mostShapedLong = [31, 31, 34, 40, 42, 51, 46, 46, 42, 42, 42, 39]
const mostShapedShort = [9, 9, 10, 14, 14, 14, 14, 14, 14, 14, 14, 14]

// Widths of the bands. Source: ISO/IEC 14496-3, tables 4.110 to 4.128.
const long96 = [
  4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 8, 8, 8, 8, 8, 12, 12, 12, 12, 12, 16, 16, 24, 28, 36, 44, 64, 64, 64, 64,
  64, 64, 64, 64, 64, 64, 64,
] as const
const long64 = [
  4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 8, 8, 8, 8, 12, 12, 12, 16, 16, 16, 20, 24, 24, 28, 36, 40, 40, 40, 40, 40,
  40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40,
] as const
const long48 = [
  4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 8, 8, 8, 8, 8, 8, 8, 12, 12, 12, 12, 16, 16, 20, 20, 24, 24, 28, 28, 32, 32, 32, 32, 32,
  32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 96,
] as const
const long32 = [
  4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 8, 8, 8, 8, 8, 8, 8, 12, 12, 12, 12, 16, 16, 20, 20, 24, 24, 28, 28, 32, 32, 32, 32, 32,
  32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32,
] as const
const long24 = [
  4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 12, 12, 12, 12, 16, 16, 16, 20, 20, 24, 24, 28, 28, 32,
  36, 36, 40, 44, 48, 52, 52, 64, 64, 64, 64, 64,
] as const
const long16 = [
  8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 12, 12, 12, 12, 12, 12, 12, 12, 12, 16, 16, 16, 16, 20, 20, 20, 24, 24, 28, 28, 32,
  36, 40, 40, 44, 48, 52, 56, 60, 64, 64, 64,
] as const
const long8 = [
  12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 16, 16, 16, 16, 16, 16, 16, 20, 20, 20, 20, 24, 24, 24, 28, 28,
  32, 36, 36, 40, 44, 48, 52, 56, 60, 64, 80,
] as const
const short96 = [4, 4, 4, 4, 4, 4, 8, 8, 8, 16, 28, 36] as const
const short48 = [4, 4, 4, 4, 4, 8, 8, 8, 12, 12, 12, 16, 16, 16] as const
const short24 = [4, 4, 4, 4, 4, 4, 4, 8, 8, 8, 12, 12, 16, 16, 20] as const
const short16 = [4, 4, 4, 4, 4, 4, 4, 4, 8, 8, 12, 12, 16, 20, 20] as const
const short8 = [4, 4, 4, 4, 4, 4, 4, 8, 8, 8, 8, 12, 16, 20, 20] as const

/** Of each rate: long frames and short ones. */
const divisions = [
  [long96, short96],
  [long96, short96],
  [long64, short96],
  [long48, short48],
  [long48, short48],
  [long32, short48],
  [long24, short24],
  [long24, short24],
  [long16, short16],
  [long16, short16],
  [long16, short16],
  [long8, short8],
] as const

const known = new Map<readonly number[], number[]>()

function toStarts(widths: readonly number[]): number[] {
  const starts = known.get(widths) ?? [0]
  if (!known.has(widths)) for (const width of widths) starts.push(starts.at(-1)! + width)
  known.set(widths, starts)
  return starts
}
