import type { Rule } from '../rule.ts'
import { sayYearOrCount } from './amounts.ts'
import type { Accent, EnglishContext } from './context.ts'
import { toDigits } from './number-words.ts'

const label = String.raw`[\p{L}\d](?:[\p{L}\d_-]{0,62})`
const topLevel =
  'com|org|net|edu|gov|mil|int|info|biz|io|co|ai|app|dev|uk|us|ca|au|de|fr|es|it|nl|eu|ch|at|be|ie|nz|in|jp|cn|ru|br|mx|za|se|no|dk|fi|pl|tv|me|fm|ly|gg|xyz|site|online|blog|shop|tech|cloud|store|example|test|pub|press|news|museum|name|pro|to|gl|ac|is|cc|in'
const domain = String.raw`(?:${label}\.){1,6}(?:${topLevel})(?![\p{L}\d_-])`
const path = String.raw`(?::\d{2,5})?(?:[/?#](?:[\p{L}\d._~%!$&'*+=:@/?#-]{0,1000}[\p{L}\d/_=-])?)?`

/** `ann@example.com` */
const emails: Rule<EnglishContext> = {
  pattern: new RegExp(
    String.raw`(?<![\p{L}\d._%+-])(?:mailto:)?(?<user>[\p{L}\d](?:[\p{L}\d._%+-]{0,62}))@(?<host>(?:${label}\.){1,6}\p{L}{2,20})(?![\p{L}\d])`,
    'gu',
  ),
  say: ({ groups }, { accent }) => `${sayAddress(groups.user!, accent)} at ${sayAddress(groups.host!, accent)}`,
}

/** `https://www.example.com/a?b=1`; the scheme is not said */
const addresses: Rule<EnglishContext> = {
  pattern: new RegExp(
    String.raw`(?<![\p{L}\d@._-])(?:(?:https?|ftp):\/\/(?<any>[\p{L}\d](?:[\p{L}\d._-]{0,250}[\p{L}\d])?${path})|(?<host>${domain}${path}))`,
    'giu',
  ),
  say({ groups, text }, { accent }) {
    const address = groups.any ?? groups.host!
    if (groups.host && /^\p{L}\.\p{L}\.?$/u.test(text)) return undefined
    if (groups.host && /^\p{Ll}+\.(?:\p{Lu}|In|No|It|Is|To|At|Me|Be|As|Us)/u.test(text)) return undefined
    return sayAddress(address.replace(/\/$/, ''), accent)
  },
}

/** `#BlackLivesMatter`, `#winning` */
const hashtags: Rule<EnglishContext> = {
  pattern: /(?<![\p{L}\d&#])#(?<tag>(?=[\p{L}\d_]*\p{L})[\p{L}\d_]{1,100})/gu,
  say: ({ groups }, { accent }) => `hashtag ${sayAddress(splitHumps(groups.tag!), accent)}`,
}

/** `@lectern_app` */
const handles: Rule<EnglishContext> = {
  pattern: /(?<![\p{L}\d@.])@(?<name>[\p{L}\d_]{2,50})/gu,
  say: ({ groups }, { accent }) => `at ${sayAddress(splitHumps(groups.name!), accent)}`,
}

function splitHumps(name: string): string {
  return name.replace(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{L})(?=\d)|(?<=\d)(?=\p{Lu})/gu, ' ')
}

/** An address part by part: words as they are, signs by their names. */
function sayAddress(address: string, accent: Accent): string {
  const parts = address.match(/\p{L}[\p{L}\p{M}]*|\d+|[^\p{L}\d]/gu) ?? []
  return parts
    .map((part, index) => sayPart(part, index, parts, accent))
    .filter((part) => part.trim() !== '')
    .join(' ')
}

function sayPart(part: string, index: number, parts: string[], accent: Accent): string {
  if (/^\d/.test(part)) return part.length > 4 || part.startsWith('0') ? toDigits(part) : sayYearOrCount(part, accent)
  if (!/^\p{L}/u.test(part)) return signs[part] ?? ''
  const isLabel =
    (parts[index - 1] === '.' || index === 0) &&
    (parts[index + 1] === '.' || index === parts.length - 1 || parts[index + 1] === '/')
  if (/^www$/i.test(part)) return 'W W W'
  if (isLabel && index > 0 && spelledLabels.has(part.toLowerCase())) return [...part.toUpperCase()].join(' ')
  return /^(?:html?|php|pdf|jpe?g|png|url|faq|id|css|js|xml|asp|aspx|utm|api|rss|ftp)$/i.test(part) &&
    !/^jpeg$/i.test(part)
    ? [...part.toUpperCase()].join(' ')
    : part
}

const spelledLabels = new Set(
  'uk us ca au de fr es nl eu ch at ie nz jp cn ru br mx za se dk fi pl tv fm io ai ly gg ac cc'.split(' '),
)
const signs: Record<string, string> = {
  ...{
    '.': 'dot',
    '/': 'slash',
    '-': 'dash',
    _: 'underscore',
    '@': 'at',
    '?': 'question mark',
    '=': 'equals',
    '&': 'and',
  },
  ...{
    '#': 'hash',
    '%': 'percent',
    ':': 'colon',
    '+': 'plus',
    '~': 'tilde',
    '*': 'star',
    $: 'dollar',
    '!': 'exclamation mark',
  },
  ...{ ',': 'comma' },
}

/** `/home/ann/notes.txt`, `C:\Users`: a file's name is told as an address is. */
const files: Rule<EnglishContext> = {
  pattern:
    /(?<![\p{L}\d._-])[\p{L}\d][\p{L}\d_-]{0,60}\.(?<ending>txt|pdf|docx?|xlsx?|pptx?|html?|js|ts|py|json|csv|zip|exe|png|jpe?g|gif|mp3|mp4|wav|epub|md)(?![\p{L}\d])/gu,
  say: ({ text }, { accent }) => sayAddress(text, accent),
}

/** `the .com boom`, `a .pdf`: an ending by itself. */
const endings: Rule<EnglishContext> = {
  pattern:
    /(?<=^|[\s("“])\.(?<ending>com|org|net|edu|gov|io|pdf|docx?|txt|html?|jpe?g|png|gif|mp3|epub|exe|zip|csv|md)(?![\p{L}\d])/gu,
  say: ({ groups }, { accent }) => `dot ${sayPart(groups.ending!, 2, ['a', '.', groups.ending!], accent)}`,
}

/** `C#`, `F#` */
const sharps: Rule<EnglishContext> = {
  pattern: /(?<=(?<![\p{L}\d])[A-G])[#♯](?![\p{L}\d])/gu,
  say: () => ' sharp',
}

export const webRules = [emails, addresses, files, endings, sharps, hashtags, handles]
