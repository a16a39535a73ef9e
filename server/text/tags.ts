/** What a writer's text says besides its words. All positions are UTF-16 indices into `written`. */
export interface ParsedText {
  /** The text without its tags, literally the rest: white space beside a tag stays. */
  written: string
  breaks: Break[]
  phonemes: WrittenPhonemes[]
  warnings: TagWarning[]
}

/** A pause before the character at `at`. */
export interface Break {
  at: number
  seconds: number
}

/** How the writer wants a stretch to be pronounced. */
export interface WrittenPhonemes {
  start: number
  end: number
  alphabet: 'ipa' | 'cmu-arpabet'
  phonemes: string
}

/** A subset of the engines' warnings, which this folder does not know. */
export interface TagWarning {
  code: 'break_shortened' | 'phonemes_ignored'
  message: string
}

/** Source: the public API takes breaks of up to 3 s, and its editor inserts breaks of 1 s. */
const longestBreakSeconds = 3
const defaultBreakSeconds = 1

/**
 * Takes `<break time="1.5s" />` and `<phoneme alphabet="ipa" ph="…">word</phoneme>` out of a text. Written carelessly
 * (no slash, single quotes, milliseconds, capitals) they still count; anything else with a `<` is text and stays.
 * Never throws, and takes time in proportion to the length of the text.
 */
export function parseTags(text: string): ParsedText {
  const parsed: ParsedText = { written: '', breaks: [], phonemes: [], warnings: [] }
  let copied = 0
  let at = text.indexOf('<')
  while (at !== -1) {
    const tag = readTag(text, at)
    if (tag) {
      parsed.written += text.slice(copied, at)
      addTag(parsed, tag)
      copied = tag.end
    }
    at = text.indexOf('<', tag?.end ?? at + 1)
  }
  parsed.written += text.slice(copied)
  return parsed
}

type Tag = { end: number } & ({ seconds: number } | { attributes: Attributes; word: string })
type Attributes = Map<string, string>

function addTag(parsed: ParsedText, tag: Tag): void {
  if ('seconds' in tag) addBreak(parsed, tag.seconds)
  else addPhonemes(parsed, tag.attributes, tag.word)
}

function addBreak({ written, breaks, warnings }: ParsedText, seconds: number): void {
  breaks.push({ at: written.length, seconds: Math.min(seconds, longestBreakSeconds) })
  if (seconds <= longestBreakSeconds) return
  warnings.push({
    code: 'break_shortened',
    message: `A break of ${seconds} s was cut to ${longestBreakSeconds} s.`,
  })
}

function addPhonemes(parsed: ParsedText, attributes: Attributes, word: string): void {
  const start = parsed.written.length
  parsed.written += word
  const alphabet = attributes.get('alphabet')?.toLowerCase() ?? 'ipa'
  const phonemes = attributes.get('ph')?.trim() ?? ''
  if (phonemes !== '' && word.trim() !== '' && (alphabet === 'ipa' || alphabet === 'cmu-arpabet')) {
    parsed.phonemes.push({ start, end: parsed.written.length, alphabet, phonemes })
    return
  }
  parsed.warnings.push({
    code: 'phonemes_ignored',
    message: `The phonemes of "${word.slice(0, 40)}" were ignored: they need a word, ph="…", and the alphabet ipa or cmu-arpabet.`,
  })
}

/** The tag that begins at a `<`, if one does. Looks no further than the next `<` but one, so that all looks together are linear. */
function readTag(text: string, at: number): Tag | undefined {
  const name = matchAt(/<(break|phoneme)(?=[\s/>])/iy, text, at)
  if (!name) return undefined
  const [attributes, end] = readAttributes(text, at + name[0].length)
  const close = matchAt(/\s*(\/?)>/y, text, end)
  if (!close) return undefined
  const inside = end + close[0].length
  return name[1]!.toLowerCase() === 'break'
    ? readBreak(text, attributes, inside)
    : close[1] === ''
      ? readPhoneme(text, attributes, inside)
      : undefined
}

function readBreak(text: string, attributes: Attributes, inside: number): Tag | undefined {
  const time = attributes.get('time')
  const seconds = time === undefined ? defaultBreakSeconds : toSeconds(time)
  if (seconds === undefined) return undefined
  const close = matchAt(/\s*<\/break\s*>/iy, text, inside)
  return { seconds, end: inside + (close?.[0].length ?? 0) }
}

function readPhoneme(text: string, attributes: Attributes, inside: number): Tag | undefined {
  const rest = matchAt(/([^<]*)<\/phoneme\s*>/iy, text, inside)
  return rest ? { attributes, word: rest[1]!, end: inside + rest[0].length } : undefined
}

/** Attributes from an index on, and where they end. As in XML, a value has no `<` in it. */
function readAttributes(text: string, start: number): [Attributes, number] {
  const attributes: Attributes = new Map()
  let end = start
  let match: RegExpExecArray | null
  while ((match = matchAt(/\s*([a-z][\w:.-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/iy, text, end))) {
    attributes.set(match[1]!.toLowerCase(), decodeEntities(match[2] ?? match[3]!))
    end += match[0].length
  }
  return [attributes, end]
}

function toSeconds(time: string): number | undefined {
  const match = /^\s*\+?(\d*\.?\d+|\d+\.)\s*(s|ms)?\s*$/i.exec(time.slice(0, 40))
  if (!match) return undefined
  return Number(match[1]) / (match[2]?.toLowerCase() === 'ms' ? 1000 : 1)
}

const namedEntities: Record<string, string> = { quot: '"', amp: '&', apos: "'", lt: '<', gt: '>' }

function decodeEntities(value: string): string {
  return value.replace(/&(?:(quot|amp|apos|lt|gt)|#(\d{1,7})|#x([\da-f]{1,6}));/gi, (entity, name, decimal, hex) => {
    if (name) return namedEntities[name.toLowerCase()]!
    const codePoint = decimal ? Number(decimal) : Number.parseInt(hex, 16)
    const isCharacter = codePoint > 0 && codePoint <= 0x10ffff && (codePoint < 0xd800 || codePoint > 0xdfff)
    return isCharacter ? String.fromCodePoint(codePoint) : entity
  })
}

function matchAt(sticky: RegExp, text: string, index: number): RegExpExecArray | null {
  sticky.lastIndex = index
  return sticky.exec(text)
}
