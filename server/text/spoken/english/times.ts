import type { Rule } from '../rule.ts'
import { dash, space } from './amounts.ts'
import type { Accent, EnglishContext } from './context.ts'
import { toCardinal, toDigits } from './number-words.ts'

const hour = (suffix = '') => `(?<hour${suffix}>2[0-4]|[01]?\\d)`
const minute = (suffix = '') => `(?<minute${suffix}>[0-5]\\d)`
const half = (suffix = '') => `(?:${space}?(?<half${suffix}>[AaPp]\\.${space}?[Mm]\\.?|[ap]m\\b\\.?|[AP]M\\b\\.?))`
const clear = '(?<![\\d:.,/])'

type Groups = Record<string, string | undefined>

/** `7.30 pm`, `at 9.15 a.m.`: the hour and the minute as the British write them. */
const withStop: Rule<EnglishContext> = {
  pattern: new RegExp(`${clear}${hour()}\\.${minute()}${half()}(?![\\d\\p{L}])`, 'gu'),
  say: ({ groups }, { accent }) => sayTime(groups, '', accent),
}

/** `9am–5pm`, `9–11:30 a.m.`, `1:15–2:45` */
const ranges: Rule<EnglishContext> = {
  pattern: new RegExp(
    `${clear}${hour()}(?::${minute()})?${half()}?(?:${dash}|${space}to${space})${hour('2')}(?::${minute('2')})?${half('2')}?(?![\\d:\\p{L}])`,
    'gu',
  ),
  say({ groups }, { accent }) {
    const { minute, minute2, half, half2 } = groups
    if (!half && !half2 && !(minute && minute2)) return undefined
    if (Number(groups.hour) > 24 || Number(groups.hour2) > 24) return undefined
    return `${sayTime(groups, '', accent)} to ${sayTime(groups, '2', accent)}`
  },
}

/** `2:05:30`, `1:12:45.2` */
const durations: Rule<EnglishContext> = {
  pattern: new RegExp(
    `${clear}(?<hour>\\d{1,2}):(?<minute>[0-5]\\d):(?<second>[0-5]\\d)(?:\\.(?<part>\\d{1,3}))?${half()}?(?![\\d:])`,
    'gu',
  ),
  say({ groups }, { accent }) {
    const part = groups.part ? ` point ${toDigits(groups.part)}` : ''
    const words = [
      toCardinal(Number(groups.hour), accent),
      sayMinutes(groups.minute!, accent),
      sayMinutes(groups.second!, accent),
    ]
    return words.join(' ') + part + sayHalf(groups.half)
  },
}

const times: Rule<EnglishContext> = {
  pattern: new RegExp(`${clear}${hour()}(?::${minute()}(?:\\.(?<part>\\d{1,3}))?)?${half()}?(?![\\d:]|\\.\\d)`, 'gu'),
  say({ groups, after, before }, { accent }) {
    const { hour, minute, half, part } = groups
    if (minute === undefined && half === undefined) return undefined
    if (minute === undefined && /^\p{L}/u.test(after)) return undefined
    const isFull = minute === '00' && half === undefined && part === undefined
    const tail = isFull
      ? Number(hour) > 12 || hour!.startsWith('0')
        ? ' hundred'
        : /\b(?:noon|midnight|o['’]clock)/.test(after.slice(0, 10))
          ? ''
          : " o'clock"
      : ''
    if (isFull && hour!.startsWith('0') && hour !== '00' && !/\b(?:at|by|until)\s$/.test(before)) {
      return `${sayHour(hour!, accent)} o'clock`
    }
    const said = sayTime(groups, '', accent) + (part ? ` point ${toDigits(part)}` : '')
    return said + tail
  },
}

function sayTime(groups: Groups, suffix: string, accent: Accent): string {
  const [hour, minute, half] = ['hour', 'minute', 'half'].map((name) => groups[name + suffix])
  const minutes = minute === undefined || minute === '00' ? '' : ` ${sayMinutes(minute, accent)}`
  return sayHour(hour!, accent) + minutes + sayHalf(half)
}

function sayHour(hour: string, accent: Accent): string {
  return toCardinal(Number(hour), accent)
}

function sayMinutes(minutes: string, accent: Accent): string {
  return minutes.startsWith('0')
    ? minutes === '00'
      ? 'zero zero'
      : `oh ${toDigits(minutes[1]!)}`
    : toCardinal(Number(minutes), accent)
}

function sayHalf(half: string | undefined): string {
  return half === undefined ? '' : /a/i.test(half) ? ' a.m.' : ' p.m.'
}

/** `2h 30m`, `3m 20s`, `1h05` */
const lengths: Rule<EnglishContext> = {
  pattern: new RegExp(
    `${clear}(?:(?<hours>\\d{1,3})${space}?h(?:rs?)?${space}?(?<minutes>[0-5]?\\d)(?:${space}?m(?:ins?)?)?|(?<only>\\d{1,3})${space}?m(?:ins?)?(?=${space}?\\d{1,2}${space}?s))(?:${space}?(?<seconds>[0-5]?\\d)${space}?s(?:ecs?)?)?(?![\\d\\p{L}])`,
    'gu',
  ),
  say({ groups }, { accent }) {
    const minutes = groups.minutes ?? groups.only
    const count = (written: string | undefined, name: string) => {
      if (written === undefined || Number(written) === 0) return ''
      return `${toCardinal(Number(written), accent)} ${name}${Number(written) === 1 ? '' : 's'}`
    }
    const parts = [count(groups.hours, 'hour'), count(minutes, 'minute'), count(groups.seconds, 'second')]
    return parts.filter(Boolean).join(' ')
  },
}

/** `0600 hours`, `at 2130 hrs` */
const military: Rule<EnglishContext> = {
  pattern: new RegExp(
    `(?<![\\d.,:/])(?:(?<hour>[01]\\d|2[0-4])(?<minute>[0-5]\\d)(?=${space}(?:hours|hrs|h)\\b)|(?<=\\b(?:[Aa]t|[Bb]y|[Uu]ntil|[Bb]efore|[Aa]fter)\\s)(?<zero>0\\d)(?<minute2>[0-5]\\d)(?![\\d.,:/-]))`,
    'gu',
  ),
  say({ groups }, { accent }) {
    const hour = (groups.hour ?? groups.zero)!
    const minute = (groups.minute ?? groups.minute2)!
    const said = hour.startsWith('0') ? `oh ${toDigits(hour[1]!)}` : toCardinal(Number(hour), accent)
    return `${said} ${minute === '00' ? 'hundred' : sayMinutes(minute, accent)}`
  },
}

const books = `Genesis|Gen|Exodus|Exod?|Leviticus|Lev|Numbers|Num|Deuteronomy|Deut|Joshua|Josh|Judges|Judg|Ruth|Samuel|Sam|Kings|Kgs|Chronicles|Chr|Chron|Ezra|Nehemiah|Neh|Esther|Job|Psalms?|Pss?|Proverbs|Prov|Ecclesiastes|Eccl|Song|Isaiah|Isa|Jeremiah|Jer|Lamentations|Lam|Ezekiel|Ezek|Daniel|Dan|Hosea|Hos|Joel|Amos|Obadiah|Jonah|Micah|Mic|Nahum|Habakkuk|Hab|Zephaniah|Zeph|Haggai|Hag|Zechariah|Zech|Malachi|Mal|Matthew|Matt|Mark|Luke|John|Acts|Romans|Rom|Corinthians|Cor|Galatians|Gal|Ephesians|Eph|Philippians|Phil|Colossians|Col|Thessalonians|Thess|Timothy|Tim|Titus|Philemon|Hebrews|Heb|James|Jas|Peter|Pet|Jude|Revelation|Rev|Surah|Sura|Qur['’]an|Quran|Koran`

/** `John 3:16`, `Luke 2:1–7`, `Matthew 5:3–7:29`, `1 Cor. 13:4` */
const verses: Rule<EnglishContext> = {
  pattern: new RegExp(
    `(?<![\\p{L}\\d])(?:(?<number>[123]|I{1,3})${space})?(?<book>${books})\\.?${space}(?<chapter>\\d{1,3}):(?<verse>\\d{1,3})(?:${dash}(?:(?<chapter2>\\d{1,3}):)?(?<verse2>\\d{1,3}))?(?![\\d:])(?!${space}?[ap]\\.?m)`,
    'gu',
  ),
  say({ groups }, { accent }) {
    const { number, book, chapter, verse, chapter2, verse2 } = groups
    const say = (written: string) => toCardinal(Number(written), accent)
    const which = number
      ? `${{ '1': 'First', '2': 'Second', '3': 'Third', I: 'First', II: 'Second', III: 'Third' }[number]} `
      : ''
    const last = verse2 ? ` to ${chapter2 ? `${say(chapter2)} ` : ''}${say(verse2)}` : ''
    return `${which}${shortBooks[book!] ?? book} ${say(chapter!)} ${say(verse!)}${last}`
  },
}

const shortBooks: Record<string, string> = {
  ...{
    Gen: 'Genesis',
    Ex: 'Exodus',
    Exod: 'Exodus',
    Lev: 'Leviticus',
    Num: 'Numbers',
    Deut: 'Deuteronomy',
    Josh: 'Joshua',
  },
  ...{
    Judg: 'Judges',
    Sam: 'Samuel',
    Kgs: 'Kings',
    Chr: 'Chronicles',
    Chron: 'Chronicles',
    Neh: 'Nehemiah',
    Ps: 'Psalm',
    Pss: 'Psalms',
  },
  ...{
    Prov: 'Proverbs',
    Eccl: 'Ecclesiastes',
    Isa: 'Isaiah',
    Jer: 'Jeremiah',
    Lam: 'Lamentations',
    Ezek: 'Ezekiel',
    Dan: 'Daniel',
  },
  ...{
    Hos: 'Hosea',
    Mic: 'Micah',
    Hab: 'Habakkuk',
    Zeph: 'Zephaniah',
    Hag: 'Haggai',
    Zech: 'Zechariah',
    Mal: 'Malachi',
  },
  ...{
    Matt: 'Matthew',
    Rom: 'Romans',
    Cor: 'Corinthians',
    Gal: 'Galatians',
    Eph: 'Ephesians',
    Phil: 'Philippians',
    Col: 'Colossians',
  },
  ...{ Thess: 'Thessalonians', Tim: 'Timothy', Heb: 'Hebrews', Jas: 'James', Pet: 'Peter', Rev: 'Revelation' },
}

/** `Ps. 23`, `Pss. 120–134`, without a verse */
const psalms: Rule<EnglishContext> = {
  pattern: /(?<![\p{L}\d])Ps(?<several>s)?\.(?=\s\d{1,3}(?![\d:]))/gu,
  say: ({ groups }) => (groups.several ? 'Psalms' : 'Psalm'),
}

/** `20:1`, `3:2` */
const ratios: Rule<EnglishContext> = {
  pattern: /(?<![\d:.])(?<first>\d{1,4}):(?<second>\d{1,4})(?![\d:])/gu,
  say({ groups }, { accent }) {
    return `${toCardinal(Number(groups.first), accent)} to ${toCardinal(Number(groups.second), accent)}`
  },
}

/** Before the abbreviations of titles (`Gen. 1:1` is no general) and the decades (`3m 20s`). */
export const verseRules = [lengths, verses, psalms]
export const timeRules = [withStop, ranges, durations, times, military, ratios]
