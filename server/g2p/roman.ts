/** The value of a Roman numeral of capitals; of letters in another order a sum that means nothing. */
export function fromRoman(numeral: string): number {
  const values = Array.from(numeral, (letter) => letterValues[letter] ?? 0)
  return values.reduce((sum, value, index) => sum + (value < (values[index + 1] ?? 0) ? -value : value), 0)
}

const letterValues: Record<string, number> = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 }
