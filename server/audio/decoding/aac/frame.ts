import type { Bands } from './bands.ts'

/** Coefficients of a frame; so many of each window. */
export const frameLength = 1_024
export const shortLength = 128

/** How a frame lies in time. Source: ISO/IEC 14496-3, table 4.128. */
export const windowSequence = { long: 0, longStart: 1, short: 2, longStop: 3 } as const

/** What a frame of one channel, or of two that have it in common, is divided into. */
export interface FrameShape {
  sequence: number
  /** Of the window: a sine, or Kaiser and Bessel's. */
  isKaiserBessel: boolean
  /** How many of its eight short windows each group has; of a long one, one group of one. */
  groups: number[]
  /** So many bands of each group are told. */
  bandCount: number
  bands: Bands
}

/** The spectrum of one channel, and what the other channel of a pair must know of it. */
export interface ChannelStream {
  shape: FrameShape
  /** 1,024 coefficients: of one window, or of eight. */
  spectrum: Float64Array
  /** Of each group, the codebook of each band. */
  books: number[][]
  /** Of each group and band: a scale factor, where an intensity comes from, or the level of a noise. */
  factors: number[][]
  /** Of each window. */
  shaping: ShapingFilter[][]
}

/** Codebooks that are none. */
export const specialBook = { silence: 0, noise: 13, oppositeIntensity: 14, intensity: 15 } as const

/** One filter over some bands of a window. */
export interface ShapingFilter {
  /** How many bands it reaches down from where the one before ended. */
  bandCount: number
  isDownward: boolean
  /** Of an all-pole filter, from its second one on. */
  coefficients: number[]
}

/** Some coefficients of a long frame that are further from zero than the codebook says. */
export interface Pulse {
  at: number
  amount: number
}

/** Frames that we cannot decode, or damaged ones. */
export class UnknownSound extends Error {}
