/** Whether a UTF-16 unit is a letter or digit, and so has to be heard. */
export function isLetter(unit: string): boolean {
  return /[\p{L}\p{N}]/u.test(unit)
}

export function countLetters(text: string): number {
  return text.split('').filter(isLetter).length
}
