import type { Alphabet, Rule } from './rules.ts'

/** What PLS calls for in every file, when we know nothing of the language. */
const defaultLanguage = 'en-US'

/**
 * A dictionary as a file in the Pronunciation Lexicon Specification 1.0, one lexeme a rule, in order and piece by piece. That a
 * rule's case or word boundaries do not matter cannot be said there.
 * @param language as `xml:lang` has it
 */
export function* writePls(rules: Rule[], language: string | null): Generator<string> {
  const alphabet = rules.find((rule) => rule.type === 'phoneme')?.alphabet ?? 'ipa'
  const attributes = [
    'version="1.0"',
    'xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"',
    `alphabet="${alphabet}"`,
    `xml:lang="${escapeXml(language ?? defaultLanguage)}"`,
  ]
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<lexicon ${attributes.join(' ')}>\n`
  for (const rule of rules) yield `  ${toLexeme(rule, alphabet)}\n`
  yield '</lexicon>\n'
}

/** @param alphabet of the file; another one is stated at the phoneme */
function toLexeme(rule: Rule, alphabet: Alphabet): string {
  return `<lexeme><grapheme>${escapeXml(rule.stringToReplace)}</grapheme>${toPronunciation(rule, alphabet)}</lexeme>`
}

function toPronunciation(rule: Rule, alphabet: Alphabet): string {
  if (rule.type === 'alias') return `<alias>${escapeXml(rule.alias)}</alias>`
  const other = rule.alphabet === alphabet ? '' : ` alphabet="${rule.alphabet}"`
  return `<phoneme${other}>${escapeXml(rule.phoneme)}</phoneme>`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' }

function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => entities[character]!)
}
