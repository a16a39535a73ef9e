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
 */
export function matchSentences(book: string, sentences: string[], from: number): Matches {
  const places: (number | undefined)[] = sentences.map(() => undefined)
  let position = from
  let waiting: number[] = []
  for (const [index, sentence] of sentences.entries()) {
    if (sentence === '') continue
    const place = find(book, sentence, position)
    if (place === undefined) {
      waiting.push(index)
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
  const far = book.slice(from, from + farLength + sentence.length).indexOf(sentence)
  return far < 0 ? undefined : from + far
}

function findBefore(book: string, sentence: string, from: number, end: number): number | undefined {
  const start = Math.max(from, end - nearLength - sentence.length)
  const found = book.slice(start, end).lastIndexOf(sentence)
  return found < 0 ? undefined : start + found
}
