/**
 * Letters, digits and marks of all scripts that part their words. Where a script writes no spaces nobody can tell a
 * word's end from its looks, so there every place is a border.
 */
const wordCharacter =
  /^[[\p{L}\p{N}\p{M}\p{Join_Control}]--[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]]/v

/** Whether a text begins with a character that words are made of. */
export function startsWithWordCharacter(text: string): boolean {
  return wordCharacter.test(text)
}

/** The place before n’t's apostrophe ("can" is no word of "can’t") and the one before what follows it ("s" of "Ann’s"). */
const insideEnglishWord = /(?<=n)['’]t(?![\p{L}\p{N}])|(?<=[\p{L}\p{N}]['’])(?:s|t|d|m|ll|re|ve)(?![\p{L}\p{N}])/iuy

/**
 * Whether a word may begin or end at an index of a text: not between two characters that words are made of. So a name is
 * found before "’s" and behind "l’", and "%" behind a digit.
 * @param isWord for each UTF-16 unit whether it belongs to such a character
 */
export function isWordBorder(text: string, isWord: boolean[], index: number): boolean {
  if (isWord[index - 1] && isWord[index]) return false
  insideEnglishWord.lastIndex = index
  return !insideEnglishWord.test(text)
}
