/**
 * How long each UTF-16 unit of a text takes to be said compared to the others; 1 is a Latin consonant. White space and
 * punctuation take no time of their own: pauses are found in the sound. The second unit of a pair counts nothing.
 *
 * Vowels and consonants: what flite's voices need for them in 23 paragraphs of English; other weights hardly change the error.
 * Others: an ideograph or a syllable of Hangul is about three letters of Latin when spelled in it, a kana two; Arabic and
 * Hebrew leave out their short vowels; a digit is a word of its own; a mark belongs to its letter.
 */
export function weighCharacters(text: string): Float64Array {
  const weights = new Float64Array(text.length)
  let index = 0
  for (const character of text) {
    weights[index] = weigh(character)
    index += character.length
  }
  return weights
}

const kinds: [RegExp, number][] = [
  [/[\p{M}\u02b0-\u02ff]/u, 0],
  [/[aeiouyàáâãäåæèéêëìíîïòóôõöøœùúûüýÿаеёиоуыэюяіїєαεηιουωάέήίόύώ]/iu, 1.1],
  [/\p{N}/u, 4],
  [/[\p{Script=Han}\p{Script=Hangul}]/u, 3],
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, 2],
  [/[\p{Script=Arabic}\p{Script=Hebrew}]/u, 1.6],
  [/\p{L}/u, 1],
  [/[\p{Sc}%‰&+=@#§°]/u, 5],
]

function weigh(character: string): number {
  return kinds.find(([pattern]) => pattern.test(character))?.[1] ?? 0
}
