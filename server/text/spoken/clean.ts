import type { Replacement } from '../offset-map.ts'
import type { Range } from '../range.ts'
import { type Rule, readByRulesInSteps } from './rule.ts'

/**
 * What a text holds that is no writing: characters nobody sees, look-alikes, the spelling of a file format. The same for all
 * languages; in order and apart from each other.
 */
export function* findUncleanInSteps(text: string, untouchable: Range[]): Generator<void, Replacement[]> {
  return mayBeUnclean.test(text) ? yield* readByRulesInSteps(text, rules, undefined, untouchable) : []
}

/** Plain prose passes at once. */
const mayBeUnclean =
  /[&<[\]`´*_~]|[^\t\r\n -~À-ÖØ-öø-ſ“”„’–—…\u00a0]|[-‐‑\u00ad]\r?\n|\.\s\.|(?:^|\n)[ \t]{0,20}[-–—+][ \t]/u

type Cleaning = Rule<undefined>

/** Soft hyphens, zero-width spaces and joiners, marks of direction, byte order marks; variation selectors. */
const invisible: Cleaning = {
  pattern:
    /(?:[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]|[\ufe00-\ufe0f])+(?:\r?\n(?=\p{Ll}))?/gu,
  say({ text, before, after }) {
    // Persian and Indian scripts spell with joiners, and so do emoji.
    if (
      /^[\u200c\u200d]$/.test(text) &&
      /[^\p{Script=Latin}\p{P}\s\d]$/u.test(before) &&
      /^[^\p{Script=Latin}\p{P}\s\d]/u.test(after)
    )
      return undefined
    return ''
  },
}

/** `inter-` at the end of a line and `national` at the beginning of the next are one word. */
const lineHyphens: Cleaning = {
  pattern: /[-‐\u00ad](?<=\p{L}{2}.)[ \t]{0,3}\r?\n[ \t]{0,20}(?=\p{Ll}{2})/gu,
  say({ before, after }) {
    const first = /\p{L}+$/u.exec(before)![0]
    const next = /^\p{L}+/u.exec(after)![0]
    return keepsHyphen.has(first.toLowerCase()) || keepsHyphenBefore.has(next) ? '-' : ''
  },
}
const keepsHyphen = new Set(
  'well self half ill all ex mother father sister brother twenty thirty forty fifty sixty seventy eighty ninety high low long short old new old-fashioned mid'.split(
    ' ',
  ),
)
const keepsHyphenBefore = new Set('in-law up off out and old year to minded like based'.split(' '))

/** The apostrophes of other alphabets, accents that stand alone, primes between letters. */
const apostrophes: Cleaning = {
  pattern:
    /(?<=\p{L})[\u02bc\u00b4\u0060\u2032\uff07\u201b\u2018\u02b9\u02bb\u02c8\u055a\ua78c](?=\p{L})|[\u02bc\uff07]|(?<=[’'‘`´]n)[‘´`]/gu,
  say: () => '’',
}

/** A word processor turns the apostrophe of `’em` the wrong way. */
const openedApostrophes: Cleaning = {
  pattern:
    /(?<![\p{L}\d])[‘\u201b`´](?=(?:em|cause|tis|twas|twere|twill|til|till|bout|round|neath|gainst|nother|un|fraid|spose|n|kay|pon|tween|ere|ave|im|ello|ouse|appen|e|is|er|ow|ead|undred)(?![\p{L}])(?![^‘’\n]{0,200}’(?!\p{L}))|\d\ds\b|n[’'])/giu,
  say: () => '’',
}

const entities: Cleaning = {
  pattern:
    /&(?:(?<name>amp|lt|gt|quot|apos|nbsp|mdash|ndash|hellip|rsquo|lsquo|rdquo|ldquo|copy|reg|trade|deg|pound|euro|cent|yen|shy|eacute|egrave|agrave|ccedil|uuml|ouml|auml|szlig|ntilde|frac12|frac14|frac34|times|divide|middot|bull|sect|para|laquo|raquo|thinsp|ensp|emsp|zwnj|zwj)|#(?<decimal>\d{1,7})|#[xX](?<hex>[\da-fA-F]{1,6}));/gu,
  say({ groups, text }) {
    if (groups.name) return namedEntities[groups.name]
    const code = groups.decimal ? Number(groups.decimal) : Number.parseInt(groups.hex!, 16)
    const isCharacter = code > 31 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    return isCharacter ? String.fromCodePoint(code) : text
  },
}

const namedEntities: Record<string, string> = {
  ...{
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: '\u00a0',
    mdash: '—',
    ndash: '–',
    hellip: '…',
    rsquo: '’',
  },
  ...{
    lsquo: '‘',
    rdquo: '”',
    ldquo: '“',
    copy: '©',
    reg: '®',
    trade: '™',
    deg: '°',
    pound: '£',
    euro: '€',
    cent: '¢',
  },
  ...{
    yen: '¥',
    shy: '',
    eacute: 'é',
    egrave: 'è',
    agrave: 'à',
    ccedil: 'ç',
    uuml: 'ü',
    ouml: 'ö',
    auml: 'ä',
    szlig: 'ß',
  },
  ...{ ntilde: 'ñ', frac12: '½', frac14: '¼', frac34: '¾', times: '×', divide: '÷', middot: '·', bull: '•', sect: '§' },
  ...{ para: '¶', laquo: '«', raquo: '»', thinsp: '\u2009', ensp: ' ', emsp: ' ', zwnj: '', zwj: '' },
}

/** `[text](url)`, `![picture](url)`: the address goes. */
const linkEnds: Cleaning = {
  pattern: /\]\((?<=\[[^[\]\n]{1,200}\]\()(?:<[^<>\n]{0,500}>|[^()\s\n]{1,500})(?:\s"[^"\n]{0,200}")?\)/gu,
  say: () => '',
}
const linkStarts: Cleaning = {
  pattern: /!?\[(?=[^[\]\n\ufffc]{1,200}\ufffc)/gu,
  say: () => '',
}

/** `**very**`, `_good_`, `~~gone~~`, `` `code` ``: the marks go, not a multiplication. */
const emphasis: Cleaning = {
  pattern:
    /(?<![\p{L}\d*_~`])(?<open>\*{1,3}|_{1,3}|~~|`{1,3})(?=[^\s*_~`])(?=[^\n*_~`]{1,300}\k<open>(?![\p{L}\d*_~`]))|(?<=[^\s*_~`])(?:\*{1,3}|_{1,3}|~~|`{1,3})(?![\p{L}\d*_~`])/gu,
  say({ text, before }) {
    return /^[*_~`]/.test(text) && text.length > 0 && !/[*]$/.test(before) ? '' : undefined
  },
}

/** Ligatures, full-width letters and digits, mathematical letters, `ᵗʰ`: what another character writes as well. */
const compatible: Cleaning = {
  pattern:
    /[\ufb00-\ufb06\uff01-\uff5e\u{1d400}-\u{1d7ff}\u2100-\u2115\u2117-\u214f\u1d2c-\u1d6a\u1d78\u1d9b-\u1dbf\u02b0-\u02b8\u02e1-\u02e4\u2071\u207f]+|(?:ª|º)(?=\s)/gu,
  say({ text, before }) {
    const plain = text.normalize('NFKC')
    if (/[ªº]/.test(text)) return undefined
    if (/^[™℠℗]/u.test(text) || /^(?:TM|SM)$/.test(plain)) return ''
    if (/[\u2103\u2109\u2116]/.test(text)) return undefined
    return /[\u02b0-\u02b8\u1d2c-\u1d6a]/u.test(text) && !/\d$/.test(before) && plain.length > 2 ? undefined : plain
  },
}

/** A letter and its accent as two characters are one. */
const composed: Cleaning = {
  pattern: /\p{L}\p{M}{1,8}/gu,
  say({ text }) {
    const one = text.normalize('NFC')
    return one === text ? undefined : one
  },
}

/** `. . .` is an ellipsis; with a fourth stop the sentence ends too. */
const ellipses: Cleaning = {
  pattern: /\.(?:[ \u00a0\u2009\u202f]\.){2,7}/gu,
  say({ text, after }) {
    return text.length > 5 && /^["”’)]?\s*(?:\p{Lu}|["“‘]|$)/u.test(after) ? '…' : '…'
  },
}

/** Full-width stops and the like, and spaces of odd widths. */
const spaces: Cleaning = {
  pattern: /[\u2000-\u2008\u200a\u205f\u3000]+/gu,
  say: () => ' ',
}

/** Pictures: not said. */
const pictures: Cleaning = {
  pattern:
    /[ \u00a0]?(?:\p{Extended_Pictographic}(?<![\d#*©®™‼⁉])|[\u{1f1e6}-\u{1f1ff}]|[\u{1f3fb}-\u{1f3ff}]|[\u{e0020}-\u{e007f}]|\u20e3|\u200d|\ufe0f)+/gu,
  say({ text, before, after }) {
    if (/^[ \u00a0]?\u200d+$/.test(text)) return undefined
    return /\S$/.test(before) && /^[^\s.,;:!?)”"’…]/u.test(after) ? ' ' : ''
  },
}

/** Bullets before an item of a list. */
const bullets: Cleaning = {
  pattern: /(?<=^|\n)[ \t]{0,20}(?:[•‣◦▪▫●○■□◆◇❖➤➢✓✔✗✘⁃∙·*+]|[-–—](?=[ \t]+\p{Lu}\P{Lu}))[ \t]{1,20}(?=\S)/gu,
  say: () => '',
}

const rules = [
  ...[
    entities,
    lineHyphens,
    invisible,
    linkEnds,
    linkStarts,
    bullets,
    emphasis,
    apostrophes,
    openedApostrophes,
    composed,
  ],
  ...[compatible, ellipses, spaces, pictures],
]
