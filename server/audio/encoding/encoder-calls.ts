import type { ErrorCode } from '#server/base/error-catalogue.ts'
import type { Normalization } from '../loudness/volume-normalization.ts'
import type { Track } from '../track.ts'
import type { EncodingFormat } from './encoding-format.ts'

/** What encoder-worker.ts says to its thread about one of the encoders there. */
export type EncoderCall = OpenCall | { does: 'close'; encoder: number } | AnsweredCall

export interface OpenCall {
  does: 'open'
  encoder: number
  format: EncodingFormat
  normalization?: Normalization
}

/** Answered under its number, with bytes or with an error. */
export type AnsweredCall = { number: number; encoder: number } & (
  | { does: 'push'; track: Track; goesOn: boolean; gainDb?: number }
  | { does: 'silence'; sampleCount: number }
  | { does: 'finish' }
)

export type EncoderAnswer =
  | { number: number; bytes: Uint8Array<ArrayBuffer> }
  | { number: number; code: ErrorCode; message: string }
