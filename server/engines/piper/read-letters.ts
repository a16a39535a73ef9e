import type { SaidSymbols } from './said-symbols.ts'
import type { VoiceConfig } from './voice-files.ts'

/** For a voice whose symbols are letters: those of the text, folded to small ones and taken apart from their accents. */
export function readLetters(text: string, idMap: VoiceConfig['phoneme_id_map']): SaidSymbols {
  const said: SaidSymbols = { symbols: [], textStarts: [], textEnds: [], warnings: [] }
  const unknown = new Set<string>()
  let at = 0
  for (const letter of text) {
    const symbols = Array.from(letter.toLowerCase().normalize('NFD'))
    for (const symbol of symbols.filter((one) => Object.hasOwn(idMap, one))) {
      said.symbols.push(symbol)
      said.textStarts.push(at)
      said.textEnds.push(at + letter.length)
    }
    if (/[\p{L}\p{N}\p{So}]/u.test(letter) && !symbols.some((one) => Object.hasOwn(idMap, one))) unknown.add(letter)
    at += letter.length
  }
  if (unknown.size > 0) {
    said.warnings.push({
      code: 'character_ignored',
      message: `Unknown to this voice and left out: ${[...unknown].join(', ')}.`,
    })
  }
  return said
}
