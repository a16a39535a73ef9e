/** The beginning of a text, short enough to be named in a sentence: at most 40 characters, cut between words. */
export function firstWords(text: string): string {
  const plain = text.trim().replace(/\s+/gu, ' ')
  if (plain.length <= 40) return plain
  const cut = plain.slice(0, 40)
  return `${/\s/u.test(cut) ? cut.slice(0, cut.lastIndexOf(' ')) : cut.toWellFormed()}…`
}
