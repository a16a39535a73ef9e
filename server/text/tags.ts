import type { Range } from './range.ts'

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
  code: 'break_shortened' | 'phonemes_ignored' | 'tag_ignored' | 'audio_tag_ignored'
  message: string
}

/** Source: the public API takes breaks of up to 3 s, and its editor inserts breaks of 1 s. */
const longestBreakSeconds = 3
const defaultBreakSeconds = 1

/**
 * Takes `<break time="1.5s" />` and `<phoneme alphabet="ipa" ph="…">word</phoneme>` out of a text. Written carelessly
 * (no slash, single quotes, milliseconds, capitals) they still count. Other elements of SSML, as a `<speak>` around it all, are
 * taken out with a warning, and what stands in them is said; anything else with a `<` is text and stays.
 * Never throws, and takes time in proportion to the length of the text.
 * @param options.audioTags whether words in square brackets are directions, as `[giggling]`: `[pause]` is one, the others are
 * silent, with a warning
 */
export function parseTags(text: string, { audioTags = false } = {}): ParsedText {
  const parsed: ParsedText = { written: '', breaks: [], phonemes: [], warnings: [] }
  const ignored = { tag_ignored: new Set<string>(), audio_tag_ignored: new Set<string>() }
  let copied = 0
  for (const { start, tag } of findTags(text, audioTags)) {
    parsed.written += text.slice(copied, start)
    if ('ignored' in tag) ignored[tag.code].add(tag.ignored)
    else addTag(parsed, tag)
    copied = tag.end
  }
  parsed.written += text.slice(copied)
  for (const code of ['tag_ignored', 'audio_tag_ignored'] as const) {
    if (ignored[code].size > 0) parsed.warnings.push({ code, message: ignoredMessages[code](listSome(ignored[code])) })
  }
  return parsed
}

/** Where in a text its tags stand, in order: all that is not in `written`; directions in brackets are words here. The word inside a phoneme tag is none of it. */
export function listTagRanges(text: string): Range[] {
  return findTags(text, false)
    .flatMap(({ start, tag }) => {
      if (!('word' in tag)) return [{ start, end: tag.end }]
      const { inside, word, end } = tag
      return [
        { start, end: inside },
        { start: inside + word.length, end },
      ]
    })
    .toArray()
}

function* findTags(text: string, audioTags: boolean): Generator<{ start: number; tag: Tag }> {
  const opening = audioTags ? /[<[]/g : /</g
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const tag = readTag(text, match.index)
    if (!tag) continue
    yield { start: match.index, tag }
    opening.lastIndex = tag.end
  }
}

const ignoredMessages = {
  tag_ignored: (tags: string) => `Only break and phoneme are known here, so these tags were left out: ${tags}.`,
  audio_tag_ignored: (tags: string) => `Directions are not followed here, so these were left out: ${tags}.`,
}

function listSome(tags: Set<string>): string {
  const some = [...tags].slice(0, 5).join(', ')
  return tags.size > 5 ? `${some} and ${tags.size - 5} more` : some
}

type Tag = { end: number } & (KnownTag | { code: 'tag_ignored' | 'audio_tag_ignored'; ignored: string })
/** `inside` is where the word of a phoneme tag begins. */
type KnownTag = { seconds: number } | { attributes: Attributes; inside: number; word: string }
type Attributes = Map<string, string>

function addTag(parsed: ParsedText, tag: KnownTag): void {
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

/** The tag that begins at a place, if one does. Looks no further than the next `<` but one, so that all looks together are linear. */
function readTag(text: string, at: number): Tag | undefined {
  if (text[at] === '[') return readAudioTag(text, at)
  const name = matchAt(/<(break|phoneme)(?=[\s/>])/iy, text, at)
  if (!name) return readOtherElement(text, at)
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

/**
 * An element that says how its words are to sound, or where they come from; or the line that begins an XML document.
 * Source: SSML 1.1, and the elements that makers of speech services added under a prefix of their own.
 */
const otherElement =
  /<(\/?)((?:speak|p|s|w|token|prosody|emphasis|say-as|sub|voice|lang|audio|mark|lexicon|lookup|desc|par|seq|media|(?:amazon|mstts|google):[a-z-]+)(?=[\s/>])|\?xml(?=\s))/iy

function readOtherElement(text: string, at: number): Tag | undefined {
  const name = matchAt(otherElement, text, at)
  if (!name) return undefined
  const [, end] = readAttributes(text, at + name[0].length)
  const close = matchAt(/\s*[/?]?>/y, text, end)
  return close ? { code: 'tag_ignored', ignored: `<${name[2]}>`, end: end + close[0].length } : undefined
}

/** Words in square brackets, as models take them for directions; not notes such as `[1]` nor whole paragraphs. */
function readAudioTag(text: string, at: number): Tag | undefined {
  const tag = matchAt(/\[([^[\]<>\n]{1,80})\]/y, text, at)
  const words = tag?.[1]?.trim().toLowerCase() ?? ''
  if (!tag || !/\p{L}/u.test(words)) return undefined
  const end = at + tag[0].length
  if (!/\bpaus(?:e|es|ing)\b|^(?:a )?beat$|^silence$/.test(words)) {
    return { code: 'audio_tag_ignored', ignored: tag[0], end }
  }
  return { seconds: pauseSeconds(words), end }
}

/** `short pause`, `long pause`, `pause 2s`, `1.5 second pause`, or a pause as the editor inserts it. */
function pauseSeconds(words: string): number {
  const told = /(\d{1,3}(?:\.\d{1,3})?) ?(ms|s\b|sec)/.exec(words)
  if (told) return Number(told[1]) / (told[2] === 'ms' ? 1000 : 1)
  if (/\b(?:short|brief|slight|small|quick)\b/.test(words)) return defaultBreakSeconds / 2
  return /\blong\b/.test(words) ? defaultBreakSeconds * 2 : defaultBreakSeconds
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
  return rest ? { attributes, inside, word: rest[1]!, end: inside + rest[0].length } : undefined
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
