import { SaxesParser, type SaxesTagNS } from 'saxes'
import { StudioError } from '#server/base/errors.ts'
import { decodePls } from './decode-pls.ts'
import { checkRuleCount, checkRules, type NewRule, type Rule } from './rules.ts'

/** What a PLS file says. */
export interface Lexicon {
  rules: Rule[]
  /** Its `xml:lang`: `en-GB`. */
  language: string | null
}

/**
 * Reads a dictionary in the Pronunciation Lexicon Specification 1.0. Each grapheme becomes a rule of its own, with the
 * alias or phoneme that its lexeme prefers, else the first; a lexeme with neither is skipped. An alphabet that is stated
 * nowhere is taken for IPA. Nothing is ever fetched, and no entity expanded but the five of XML: a file with a document
 * type is refused.
 * @throws StudioError `pronunciation_dictionary_broken` with the line, `pronunciation_dictionary_too_large`,
 * `invalid_parameters` for a rule that no dictionary takes
 * Source: W3C Recommendation of 14 October 2008, section 4.
 */
export function readPls(bytes: Uint8Array): Lexicon {
  const parser = new SaxesParser({ xmlns: true })
  const lexicon = startLexicon((problem) => broken(`line ${parser.line}: ${problem}`))
  parser.on('error', (error) => broken(error.message.replace(/^(\d+):\d+: (.*?)\.?$/, 'line $1: $2')))
  parser.on('doctype', () => broken(`line ${parser.line}: a document type (DOCTYPE) is not accepted`))
  parser.on('opentag', lexicon.openElement)
  parser.on('text', lexicon.addText)
  parser.on('cdata', lexicon.addText)
  parser.on('closetag', lexicon.closeElement)
  parser.write(decodePls(bytes)).close()
  return { rules: checkRules(lexicon.rules), language: lexicon.language() }
}

interface Lexeme {
  graphemes: string[]
  pronunciations: (Pronunciation & { isPreferred: boolean })[]
}
type Pronunciation = { type: 'alias'; alias: string } | { type: 'phoneme'; phoneme: string; alphabet: string }

/** Only metadata may nest deeper than three elements. */
const deepestNesting = 50

/** Gathers rules from the events of a parser. @param refuse throws an error that tells where in the file we are */
function startLexicon(refuse: (problem: string) => never) {
  const rules: NewRule[] = []
  const open: SaxesTagNS[] = []
  let root: SaxesTagNS | undefined
  let lexeme: Lexeme = { graphemes: [], pronunciations: [] }
  let text = ''

  function openElement(tag: SaxesTagNS): void {
    if (open.push(tag) > deepestNesting) refuse(`elements nest more than ${deepestNesting} deep`)
    root ??= tag
    if (root.local !== 'lexicon') refuse(`the file begins with <${root.name.slice(0, 40)}>, not with <lexicon>`)
    if (open.length === 2) lexeme = { graphemes: [], pronunciations: [] }
    if (open.length === 3) text = ''
  }

  function closeElement(tag: SaxesTagNS): void {
    const isOurs = tag.uri === root!.uri
    if (isOurs && open.length === 3 && open[1]!.local === 'lexeme') readPart(tag, collapse(text))
    if (isOurs && open.length === 2 && tag.local === 'lexeme')
      for (const rule of toRules(lexeme, refuse)) rules.push(rule)
    checkRuleCount(rules.length)
    open.pop()
  }

  function readPart(tag: SaxesTagNS, content: string): void {
    const isPreferred = tag.attributes.prefer?.value === 'true'
    if (content === '' && (tag.local === 'grapheme' || tag.local === 'phoneme')) refuse(`a <${tag.local}> is empty`)
    if (tag.local === 'grapheme') checkRuleCount(rules.length + lexeme.graphemes.push(content))
    if (tag.local === 'alias') lexeme.pronunciations.push({ type: 'alias', alias: content, isPreferred })
    if (tag.local === 'phoneme') {
      const alphabet = alphabetOf(tag, root!, refuse)
      lexeme.pronunciations.push({ type: 'phoneme', phoneme: content, alphabet, isPreferred })
    }
  }

  const addText = (more: string): void => void (text += more)
  const language = () => toLanguage(root?.attributes['xml:lang']?.value)
  return { rules, openElement, addText, closeElement, language }
}

/** White space as XML Schema collapses it in tokens: others than these four count. */
function collapse(text: string): string {
  return text.replace(/[ \t\r\n]+/g, ' ').replace(/^ | $/g, '')
}

function toRules({ graphemes, pronunciations }: Lexeme, refuse: (problem: string) => never): NewRule[] {
  if (graphemes.length === 0) refuse('a <lexeme> has no <grapheme>')
  const chosen = pronunciations.find((one) => one.isPreferred) ?? pronunciations[0]
  if (!chosen) return []
  const { isPreferred: _, ...pronunciation } = chosen
  return graphemes.map((stringToReplace) => ({ stringToReplace, ...pronunciation }))
}

function alphabetOf(tag: SaxesTagNS, root: SaxesTagNS, refuse: (problem: string) => never): string {
  const stated = tag.attributes.alphabet?.value ?? root.attributes.alphabet?.value ?? 'ipa'
  const alphabet = stated.trim().toLowerCase()
  if (alphabet === 'ipa' || alphabet === 'cmu-arpabet') return alphabet
  return refuse(`the alphabet ${JSON.stringify(stated.slice(0, 40))} is not known; ipa and cmu-arpabet are`)
}

function toLanguage(tag: string | undefined): string | null {
  return tag && /^[a-z]{1,8}(-[a-z0-9]{1,8}){0,4}$/i.test(tag) ? tag : null
}

function broken(problem: string): never {
  throw new StudioError('pronunciation_dictionary_broken', `The PLS file is broken, ${problem}.`, { param: 'file' })
}
