import { describeSymbols } from '../onnx/describe-symbols.ts'
import { type JoinedSpeech, joinPieces, type Piece } from '../onnx/join-pieces.ts'
import { splitSymbols } from '../onnx/split-symbols.ts'
import { type KokoroModel, sampleRate } from './kokoro-model.ts'

/** Up to so many symbols sound as well as fewer, and take no more memory than the process may have. */
const mostAtOnce = 400

/** Speaks symbols of any length: more than the model takes well are spoken piece by piece. */
export async function speakSymbols(
  model: KokoroModel,
  symbols: string,
  styles: Float32Array,
  speed: number,
): Promise<JoinedSpeech> {
  const pieces: Piece[] = []
  for (const { start, end } of splitSymbols(symbols, mostAtOnce)) {
    const part = symbols.slice(start, end)
    const kinds = describeSymbols(part)
    const speech = kinds.isHeard.includes(true) ? await model.speak(part, styles, speed) : silence(part.length)
    pieces.push({ ...speech, ...kinds })
  }
  return joinPieces(pieces)
}

function silence(symbolCount: number) {
  return { samples: new Float32Array(0), sampleRate, borders: Array<number>(symbolCount + 1).fill(0) }
}
