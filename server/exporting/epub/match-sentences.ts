import { openTurn } from '#server/base/give-way.ts'

/** So many letters are found only where they are meant. */
const sureLength = 24
/** Letters that may lie between two sentences, such as those of a note's mark or a page number. */
const nearLength = 300

/** How much of a book may be left out between two sentences: a long part of it. Looking through all of it for each would take too long. */
const farLength = 500_000

/** Where sentences are in a book, each behind the one before; undefined for those that are not there. */
export interface Matches {
  places: (number | undefined)[]
  /** Behind the last that was found. */
  end: number
}

/**
 * Finds sentences in a book by their letters. Long ones are looked for far ahead; short ones nearby, or right before the next
 * long one.
 * @param mostMissed after so many letters of long ones that are not there, no more are looked for
 */
export async function matchSentences(
  book: string,
  sentences: string[],
  from: number,
  mostMissed = Number.POSITIVE_INFINITY,
): Promise<Matches> {
  const giveWay = openTurn()
  const places: (number | undefined)[] = sentences.map(() => undefined)
  let position = from
  let waiting: number[] = []
  let missed = 0
  for (const [index, sentence] of sentences.entries()) {
    if (sentence === '') continue
    await giveWay()
    const place = find(book, sentence, position)
    if (place === undefined) {
      waiting.push(index)
      if (sentence.length >= sureLength) missed += sentence.length
      if (missed > mostMissed) break
      continue
    }
    places[index] = place
    let end = place
    for (const earlier of waiting.reverse()) {
      const at = findBefore(book, sentences[earlier]!, position, end)
      if (at !== undefined) {
        places[earlier] = at
        end = at
      }
    }
    waiting = []
    position = place + sentence.length
  }
  return { places, end: position }
}

function find(book: string, sentence: string, from: number): number | undefined {
  const near = book.slice(from, from + nearLength + sentence.length).indexOf(sentence)
  if (near >= 0) return from + near
  if (sentence.length < sureLength) return undefined
  const far = findByBeginning(book.slice(from, from + farLength + sentence.length), sentence)
  return far < 0 ? undefined : from + far
}

/** So many letters of a sentence are looked for: all of a long one may take as long as it is, at each letter of the book. */
const beginningLength = 64
/** What begins alike so often is no prose. */
const mostAlike = 100

function findByBeginning(book: string, sentence: string): number {
  const beginning = sentence.slice(0, beginningLength)
  let at = book.indexOf(beginning)
  for (let looks = 1; at >= 0 && !book.startsWith(sentence, at); looks++) {
    if (looks === mostAlike) return -1
    at = book.indexOf(beginning, at + 1)
  }
  return at
}

function findBefore(book: string, sentence: string, from: number, end: number): number | undefined {
  const start = Math.max(from, end - nearLength - sentence.length)
  const found = book.slice(start, end).lastIndexOf(sentence)
  return found < 0 ? undefined : start + found
}
