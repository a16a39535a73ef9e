/** How the quotations of a text are marked. */
export interface QuotationMarks {
  isDash: boolean
  /** Whether a quotation begins at an index. */
  opens(text: string, at: number): boolean
  /** The index behind the end of the quotation that begins at an index; undefined when the paragraph does not end it. */
  findEnd(text: string, at: number): number | undefined
  /** The index behind a closing mark that no opening one belongs to. */
  endWithoutBeginning(text: string): number | undefined
}

/** Sees from a whole text which marks its author uses. */
export function findStyle(paragraphs: string[]): QuotationMarks {
  const counts = countMarks(paragraphs)
  const { doubles, singles, dashes } = counts
  if (dashes > doubles + singles && dashes >= 2) return { ...doubleMarks(false), isDash: true }
  if (singles > doubles * 2) return singleMarks()
  return doubleMarks(counts.inward > counts.outward)
}

/**
 * Paragraphs with the marks that are meant, character by character: old e-texts write `so' and ``so'', Swedes and Finns ”so”.
 * Where a backtick also ends words, it marks code.
 */
export function toUsualMarks(paragraphs: string[]): string[] {
  const text = paragraphs.join('\n')
  const isBacktick = count(text, openingBacktick) > 5 * count(text, closingBacktick)
  const isOneForBoth = text.includes('”') && !/[“„]/.test(text)
  if (!isBacktick && !isOneForBoth) return paragraphs
  return paragraphs.map((one) => {
    const closed = isOneForBoth ? one.replaceAll('”', '"') : one
    if (!isBacktick) return closed
    return closed.replaceAll('``', `“${nothing}`).replaceAll("''", `${nothing}”`).replace(openingBacktick, '‘')
  })
}

const openingBacktick = /(?<=^|[\s([{—–"“”-])``?(?=[^\s`])/gm
const closingBacktick = /(?<=\S)`(?=[\s.,!?;:)\]]|$)/gm
/** Stands for the other half of a mark of two characters. */
const nothing = '\u200b'

interface MarkCounts {
  doubles: number
  singles: number
  dashes: number
  /** «so» */
  outward: number
  /** »so« */
  inward: number
}

function countMarks(paragraphs: string[]): MarkCounts {
  const counts: MarkCounts = { doubles: 0, singles: 0, dashes: 0, outward: 0, inward: 0 }
  for (const text of paragraphs) {
    if (/^\s*[—–―]\s*[¿¡]?\p{L}/u.test(text)) counts.dashes++
    const guillemet = /[«»‹›]/.exec(text)?.[0]
    if (guillemet === '«' || guillemet === '‹') counts.outward++
    if (guillemet === '»' || guillemet === '›') counts.inward++
    counts.doubles += count(text, /["“„«»「『]/g) / 2
    const signs = readSigns(text)
    for (const { index } of text.matchAll(/['‘]/g)) if (opensSingle(signs, index)) counts.singles++
  }
  return counts
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}

const space = /[\s([{—–-]/
const isLetter = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character)

/** The closing marks of each opening one; a mark may be another's end: „so“ and “so”. */
const closers: Record<string, string> = {
  ...{ '"': '"', '“': '”', '„': '“”', '«': '»', '»': '«', '‹': '›', '›': '‹' },
  ...{ '「': '」', '『': '』' },
}

function doubleMarks(isInward: boolean): QuotationMarks {
  const guillemets = isInward ? '»›' : '«‹'
  const openers = `"“„「『${guillemets}`
  const opens = (text: string, at: number) => {
    const mark = text[at]!
    if (!openers.includes(mark)) return false
    if (mark !== '"') return true
    // An inch, or a mark whose opening one is missing, stands at the end of a word.
    const next = text[at + 1]
    return next !== undefined && (!/\s/.test(next) || at === text.search(/\S/))
  }
  return {
    isDash: false,
    opens,
    findEnd: (text, at) => endOfDouble(text, at),
    endWithoutBeginning(text) {
      const end = text.search(/[”»«"」]/)
      const start = text.search(/[“„「]/)
      if (end < 0 || (start >= 0 && start < end) || opens(text, end)) return undefined
      return end + 1
    },
  }
}

/** Behind the mark that closes the quotation; one more of the same kind inside has to be closed first. */
function endOfDouble(text: string, at: number): number | undefined {
  const opening = text[at]!
  const closing = closers[opening]!
  const lastClosing = Math.max(...[...closing].map((mark) => text.lastIndexOf(mark)))
  // “so" is closed by what was typed, when the right mark does not come.
  const alsoCloses = opening === '“' && lastClosing < at ? '"' : ''
  if (lastClosing <= at && (alsoCloses === '' || text.lastIndexOf(alsoCloses) < at)) return undefined
  let depth = 1
  for (let index = at + 1; index < text.length; index++) {
    const mark = text[index]!
    if (closing.includes(mark) || mark === alsoCloses) {
      if (--depth === 0 || index >= lastClosing) return index + 1
    } else if (mark === opening && mark !== closing && index < lastClosing) depth++
  }
  return undefined
}

/** What begins with an apostrophe instead of letters. */
const shortened =
  /^['‘’](?:tis|twas|twere|twill|twould|twixt|em|im|er|un|cause|bout|nother|gainst|neath|ere|ow|ave|ad|as|is|ouse|ome|til|till|round|ud|uns?|d|ll|s|m|re|ve|t|\d\ds?)(?![\p{L}])/iu

/** What is asked of a text at each of its single marks, of which it may have thousands. */
interface Signs {
  text: string
  /** -1 when single marks end nothing. */
  lastStrongEnd: number
}

function readSigns(text: string): Signs {
  let at = text.length - 1
  while (at >= 0 && !isStrongEnd(text, at)) at--
  return { text, lastStrongEnd: at }
}

/** What stands before a place, without spaces: one sign, of one or two UTF-16 units. */
function signBefore(text: string, at: number): string {
  let end = at
  while (end > 0 && /\s/.test(text[end - 1]!)) end--
  return text.slice(Math.max(0, end - 2), end)
}

/** Whether a single mark begins a quotation: in front of a word and behind a space; not what a word is shortened by. */
function opensSingle({ text, lastStrongEnd }: Signs, at: number): boolean {
  const mark = text[at]
  if (mark !== '‘' && mark !== "'") return false
  const before = text[at - 1]
  if (before !== undefined && !space.test(before) && !'"“«'.includes(before)) return false
  if (text[at + 1] === undefined || /\s/.test(text[at + 1]!)) return false
  if (!shortened.test(text.slice(at, at + 12))) return true
  // 'Tis the season,' he said: only where something is said, and something ends it.
  const lead = signBefore(text, at)
  return (lead === '' || /[,:;.!?)—–-]$/.test(lead)) && lastStrongEnd > at
}

/** A single mark behind a stop ends a quotation, whatever else single marks do. */
function isStrongEnd(text: string, at: number): boolean {
  if (text[at] !== '’' && text[at] !== "'") return false
  return /[.,!?…;:)\]—–-]/.test(text[at - 1] ?? '') && !isLetter(text[at + 1])
}

function isWeakEnd(text: string, at: number): boolean {
  if (text[at] !== '’' && text[at] !== "'") return false
  return isLetter(text[at - 1]) && !isLetter(text[at + 1])
}

function strongEnd(text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at++) if (isStrongEnd(text, at)) return at
  return undefined
}

function singleMarks(): QuotationMarks {
  const double = doubleMarks(false)
  let last: SingleSigns | undefined
  const signsOf = (text: string) => (last?.text === text ? last : (last = readSingleSigns(text)))
  return {
    isDash: false,
    opens: (text, at) => opensSingle(signsOf(text), at) || double.opens(text, at),
    findEnd(text, at) {
      const signs = signsOf(text)
      return opensSingle(signs, at) ? endOfSingle(signs, at, double) : double.findEnd(text, at)
    },
    endWithoutBeginning(text) {
      const signs = signsOf(text)
      const end = strongEnd(text, 0)
      if (end === undefined) return undefined
      for (let at = 0; at < end; at++) if (opensSingle(signs, at)) return undefined
      return end + 1
    },
  }
}

interface SingleSigns extends Signs {
  /** Whether a better end follows from each place on: before the next beginning, and before the next that stands where speech begins. */
  better: Uint8Array
  betterThanElided: Uint8Array
}

/** From the last place to the first, so that none is looked at twice. */
function readSingleSigns(text: string): SingleSigns {
  const signs = readSigns(text)
  const [better, betterThanElided] = [new Uint8Array(text.length + 1), new Uint8Array(text.length + 1)]
  for (let at = text.length - 1; at >= 0; at--) {
    const isEnd = isStrongEnd(text, at)
    const isBeginning = !isEnd && opensSingle(signs, at)
    const mayBeNone = isBeginning && /[\p{L}\p{N}'’]$/u.test(signBefore(text, at))
    better[at] = isEnd ? 1 : isBeginning ? 0 : better[at + 1]!
    betterThanElided[at] = isEnd ? 1 : isBeginning && !mayBeNone ? 0 : betterThanElided[at + 1]!
  }
  return { ...signs, better, betterThanElided }
}

/**
 * The boys’ room, goin’ home: a mark behind a letter is an apostrophe as long as a better end comes before the next beginning,
 * and behind a word of that kind also in a paragraph that goes on being said. Behind such a word a beginning must stand where
 * speech begins.
 */
function endOfSingle(signs: SingleSigns, at: number, double: QuotationMarks): number | undefined {
  const { text } = signs
  const isWhole = at === text.search(/\S/)
  for (let index = at + 1; index < text.length; index++) {
    if (double.opens(text, index)) {
      const end = double.findEnd(text, index)
      if (end !== undefined) index = end - 1
    } else if (isStrongEnd(text, index)) return index + 1
    else if (isWeakEnd(text, index)) {
      const { better, betterThanElided } = signs
      const isAfterElided = isElided(text, index)
      if ((isAfterElided ? betterThanElided : better)[index + 1]) continue
      if (isWhole && isAfterElided && /^ \p{Ll}/u.test(text.slice(index + 1))) continue
      return index + 1
    }
  }
  return undefined
}

/** Words that often end with an apostrophe: the boys', goin', an', o', th'. */
function isElided(text: string, at: number): boolean {
  return /(?:s|in|\b(?:an|o|th|wi|t|ol|mo|po|de|ha|gi|di))$/i.test(text.slice(Math.max(0, at - 4), at))
}
