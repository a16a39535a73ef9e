import { textOf, type XmlElement } from './xml.ts'

/** One capital that stands alone at the start of a paragraph, and whether its class says that it is a drop capital. */
export type DropCap = { isNamed: boolean; letter: string }

const names = /drop|initial|(?:^|[\s_-])caps?(?:$|[\s_-])|lettrine/i

/** @param text that of the element, or of the picture that stands for the letter */
export function dropCapAt(element: XmlElement, text = textOf(element)): DropCap | undefined {
  const letter = /^["“‘'«¡¿]?\s*(\p{Lu}\p{M}*)$/u.exec(text.trim())?.[1]
  if (letter === undefined) return undefined
  return { letter, isNamed: names.test(element.attributes.class ?? '') }
}

/** Words of one letter in languages of the Latin script; a capital that is none cannot stand alone. */
const oneLetterWords = /^[AIOYEÀÈÉÓUÚÍ]$/u

/** "C is the fourth letter" begins with a letter that is one. */
const goesOnAsSentence = /^\s*(?:is|was|has|had|and|or|are|were|means|stands|which|that|does|will|would|can|could)\b/

/** "A" and "I" are words: a rest of these makes a more likely one ("A fter", "I t"). */
const restsAfterWord = new Set(
  (
    'bout bove bruptly cross fter gain gainst ges go head las ll llow lmost lone long lready lso lthough lways m man mid ' +
    'mong n nd nother ny nybody nyone nything part re round s side sk t way f magine mmediately ndeed nside nstead nto ts'
  ).split(' '),
)

/** Whether what follows the letter is the rest of its word, though there is white space between. */
export function isRestOfWord({ isNamed, letter }: DropCap, next: string): boolean {
  if (!/^\s*\p{Ll}/u.test(next)) return false
  if (!isNamed) return !oneLetterWords.test(letter) && !goesOnAsSentence.test(next)
  return !/^[AI]$/.test(letter) || restsAfterWord.has(/^\s*(\p{Ll}+)/u.exec(next)![1]!)
}
