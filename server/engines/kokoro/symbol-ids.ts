/**
 * The numbers under which Kokoro v1.0 was trained on the symbols of our alphabet (`g2p/alphabets/symbols.ts`): each group is counted on
 * from its first number. Source: `vocab` in config.json of hexgrad/Kokoro-82M (Apache-2.0).
 */
const groups: [first: number, symbols: string][] = [
  [1, ';:,.!?'],
  [9, '—…'],
  [12, '()“” '],
  [24, 'A'],
  [25, 'I'],
  [31, 'O'],
  [33, 'Q'],
  [36, 'T'],
  [39, 'W'],
  [41, 'Yᵊab'],
  [46, 'def'],
  [50, 'hijklmnopqrstuvwxyz'],
  [69, 'ɑɐɒæ'],
  [76, 'ɔ'],
  [81, 'ðʤə'],
  [86, 'ɛɜ'],
  [92, 'ɡ'],
  [102, 'ɪ'],
  [112, 'ŋ'],
  [119, 'θ'],
  [123, 'ɹ'],
  [125, 'ɾ'],
  [131, 'ʃ'],
  [133, 'ʧ'],
  [135, 'ʊ'],
  [138, 'ʌ'],
  [147, 'ʒ'],
  [156, 'ˈˌː'],
  [177, 'ᵻ'],
]

/** The number that stands at both ends. */
export const padId = 0

export const symbolIds: ReadonlyMap<string, number> = new Map(
  groups.flatMap(([first, symbols]) => Array.from(symbols, (symbol, index) => [symbol, first + index] as const)),
)
