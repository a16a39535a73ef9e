/**
 * Whether a text has anything to say: a letter or digit of any script, or a symbol that is read aloud. White space,
 * punctuation, emoji, `***` and rules such as `=====` have not; they are a pause.
 */
export function isSpeakable(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text) || hasSpokenSymbol(text)
}

/** A symbol repeated three times or more and nothing else is a rule across the page, not a word. */
function hasSpokenSymbol(text: string): boolean {
  const symbols = text.match(/[%‰&+=@°§±×÷√∞≈≠≤≥\p{Sc}]/gu) ?? []
  return symbols.length > 0 && (symbols.length < 3 || symbols.some((symbol) => symbol !== symbols[0]))
}
