import { type JoinedSpeech, joinPieces, type Piece } from '../onnx/join-pieces.ts'
import { splitSymbols } from '../onnx/split-symbols.ts'
import type { PiperJob } from './piper-job.ts'
import type { PiperModel } from './piper-model.ts'
import type { SaidSymbols } from './said-symbols.ts'
import type { VoiceConfig } from './voice-files.ts'

/** The model would take more, but its memory grows with the square. */
const mostAtOnce = 400

/** Speaks symbols of any length, piece by piece when there are many. */
export async function speakSaid(
  model: PiperModel,
  { symbols }: SaidSymbols,
  { config, speakerId, speed }: Pick<PiperJob, 'config' | 'speakerId' | 'speed'>,
): Promise<JoinedSpeech> {
  const pieces: Piece[] = []
  for (const { start, end } of splitSymbols(symbols.map(toOneUnit).join(''), mostAtOnce)) {
    const part = symbols.slice(start, end)
    const kinds = describeSaid(part, config)
    const isHeard = kinds.isHeard.includes(true)
    const speech = isHeard ? await model.speak(part, speakerId, speed) : silence(part.length, config)
    pieces.push({ ...speech, ...kinds })
  }
  return joinPieces(pieces)
}

/** What kind each symbol is; one that the voice does not know is not heard. */
export function describeSaid(symbols: string[], config: VoiceConfig): { isHeard: boolean[]; isPause: boolean[] } {
  const isPause = symbols.map((symbol) => /^[.,;:!?]$/.test(symbol))
  const isHeard = symbols.map((symbol) => /[^\s\p{P}]/u.test(symbol) && Object.hasOwn(config.phoneme_id_map, symbol))
  return { isHeard, isPause }
}

function toOneUnit(symbol: string): string {
  return symbol.length === 1 ? symbol : 'x'
}

function silence(symbolCount: number, { audio }: VoiceConfig) {
  const borders = Array<number>(symbolCount + 1).fill(0)
  return { samples: new Float32Array(0), sampleRate: audio.sample_rate, borders }
}
