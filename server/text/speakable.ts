/**
 * Whether a text has anything to say: a letter or digit of any script, or a symbol that is read aloud. White space,
 * punctuation, emoji, `***` and rules such as `=====` have not; they are a pause.
 */
export function isSpeakable(text: string): boolean {
  return hasWords(text) || openSpeakable()(text)
}

/** The same of a text that comes piece by piece: of all that came until now. */
export function openSpeakable(): (more: string) => boolean {
  let isKnown = false
  const symbols = new Map<string, number>()
  return (more) => {
    isKnown ||= hasWords(more)
    if (isKnown) return true
    for (const symbol of more.match(/[%‰&+=@°§±×÷√∞≈≠≤≥\p{Sc}]/gu) ?? [])
      symbols.set(symbol, (symbols.get(symbol) ?? 0) + 1)
    return isSpoken(symbols)
  }
}

function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text)
}

/** A symbol repeated three times or more and nothing else is a rule across the page, not a word. */
function isSpoken(symbols: Map<string, number>): boolean {
  const [count = 0] = symbols.values()
  return symbols.size > 1 || (count > 0 && count < 3)
}
