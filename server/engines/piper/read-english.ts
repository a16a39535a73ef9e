import { toEspeak } from '#server/g2p/alphabets/espeak-spelling.ts'
import { type English, openEnglish } from '#server/g2p/english.ts'
import type { Accent } from '#server/text/spoken/english/context.ts'
import type { GivenPhonemes } from '../engine.ts'
import { remember } from '../onnx/remember.ts'
import type { SaidSymbols } from './said-symbols.ts'

/** English text in the symbols that Piper's English voices were trained on. */
export async function readEnglish(text: string, phonemes: GivenPhonemes[], accent: Accent): Promise<SaidSymbols> {
  const english = await englishOf(accent)
  const { phonemes: ours, starts, ends, warnings } = english.pronounce(text, phonemes)
  const { symbols, from } = toEspeak(ours, accent)
  return {
    symbols,
    textStarts: from.map((index) => starts[index]!),
    textEnds: from.map((index) => ends[index]!),
    warnings,
  }
}

const englishOf = remember(async (accent: Accent): Promise<English> => openEnglish(accent))
