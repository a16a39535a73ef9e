import type { Match, Rule } from '../rule.ts'
import type { EnglishContext } from './context.ts'
import { toCardinal, toOrdinal, toYear } from './number-words.ts'

/** The value of a well-formed Roman numeral in either case; undefined for letters in another order. */
export function fromRoman(numeral: string): number | undefined {
  const letters = numeral.toUpperCase()
  if (!/^(?=.)M{0,3}(?:CM|CD|D?C{0,4})(?:XC|XL|L?X{0,4})(?:IX|IV|V?I{0,4})$/.test(letters)) return undefined
  const values = Array.from(letters, (letter) => letterValues[letter]!)
  return values.reduce((sum, value, index) => sum + (value < (values[index + 1] ?? 0) ? -value : value), 0)
}

const letterValues: Record<string, number> = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 }

/** What is numbered, so that even a single letter behind it, or small ones, are a numeral. */
const numbered = `chapters?|chap\\.|parts?|pt\\.|books?|bk\\.|volumes?|vols?\\.|acts?|scenes?|sections?|sec\\.|cantos?|articles?|art\\.|amendments?|appendix|phases?|types?|titles?|marks?|mk\\.?|stages?|class|levels?|grades?|figures?|figs?\\.|tables?|plates?|pages?|pp?\\.|numbers?|nos?\\.|world war|super bowl|bowl|rounds?|episodes?|psalms?|sonnets?|symphony|sonata|concerto|opus|op\\.|schedules?|division|corps|legion|saturn|vatican|lateran|factory|site|layer|zone|group|region|district|ward|case|exhibit|annex|note|lesson|letters?|rule|law|proposition|theorem|star wars|world wars?|star trek|final fantasy|form|version|model|unit|crusade|olympiad|games|series|tier|dynasty|quartet|trio|lemma|ring|camp`
const aloneToo =
  /^(?:chapter|chap\.|part|pt\.|book|bk\.|volume|vol\.|act|scene|section|canto|article|amendment|appendix|phase|type|title|mark|stage|level|figure|fig\.|plate|page|world war|super bowl|round|episode|saturn|vatican|annex|form|star wars|class|schedule|lesson|stage|pp?\.)s?$/i

const rulers = `Henry|Edward|George|James|Charles|William|Louis|Richard|Elizabeth|Philip|Napoleon|Pius|Leo|Paul|Benedict|Frederick|Nicholas|Catherine|Alexander|Peter|Francis|Gregory|Innocent|Clement|Urban|Robert|Otto|Ferdinand|Gustav|Ivan|Ramses|Rameses|Ramesses|Leopold|Sixtus|Boris|Thutmose|Amenhotep|Seti|Ptolemy|Cleopatra|Darius|Xerxes|Cyrus|Artaxerxes|Antiochus|Seleucus|Antigonus|Mithridates|Tiberius|Theodosius|Constantine|Valentinian|Justinian|Basil|Leo|Michael|Manuel|Romanos|Andronikos|Heraclius|Wilhelm|Friedrich|Maximilian|Rudolf|Rudolph|Joseph|Charlemagne|Carl|Karl|Christian|Haakon|Harald|Olaf|Olav|Oscar|Magnus|Eric|Erik|Valdemar|Canute|Harold|Ethelred|Athelstan|Edmund|Stephen|John|Mary|Anne|Victoria|Malcolm|Kenneth|Duncan|Alfonso|Juan|Carlos|Felipe|Isabella|Sancho|Pedro|Manoel|Afonso|João|Umberto|Emmanuel|Vittorio|Amadeus|Cosimo|Lorenzo|Ludwig|Albert|Ernest|Augustus|Stanislaus|Stanislaw|Sigismund|Casimir|Wladyslaw|Bela|Matthias|Mehmed|Murad|Selim|Suleiman|Abdulhamid|Mahmud|Ahmed|Osman|Bayezid|Shah|Abbas|Hassan|Mohammed|Muhammad|Hussein|Abdullah|Farouk|Baldwin|Bohemond|Fulk|Raymond|Geoffrey|Conrad|Lothar|Theodoric|Alaric|Clovis|Childeric|Pepin|Hugh|Boniface|Celestine|Callixtus|Eugene|Honorius|Julius|Martin|Alexander|Sylvester|Adrian|Hadrian|Nicholas|Victor|Linus|Marcellus|Urban|Lucius|Gelasius|Paschal|Anastasius|Zachary|Sergius|Formosus|Theodore|Damasus|Siricius|Wenceslaus|Carol|Ferdinand|Simeon|Menelik|Haile|Yohannes|Rama|Norodom|Kamehameha|Hapsburg|Beatrix|Wilhelmina|Juliana|Margaret|Margrethe|Matilda|Eleanor|Tutankhamun|Mentuhotep|Senusret|Nebuchadnezzar|Sargon|Tiglath-Pileser|Ashurnasirpal|Shalmaneser|Antipater|Demetrius|Eumenes|Attalus|Nicomedes|Agrippa|Herod|Bourbon|Humbert|Rainier|Jerome|Orlando|Montezuma|Moctezuma|Bartholomew|Alexius|Alexios|Isaac`
const firstNames = `Thomas|David|Thurston|Samuel|Daniel|Andrew|Walter|Arthur|Harry|Frank|Fred|Jack|Joe|Sam|Tom|Bill|Bob|Jim|Mike|Steve|Matthew|Mark|Luke|Anthony|Donald|Steven|Kevin|Brian|Gary|Timothy|Jeffrey|Ryan|Jacob|Jonathan|Larry|Justin|Scott|Brandon|Benjamin|Raymond|Patrick|Dennis|Jerry|Tyler|Aaron|Jose|Nathan|Douglas|Zachary|Kyle|Ethan|Jeremy|Keith|Roger|Terry|Sean|Gerald|Harold|Lawrence|Russell|Howard|Vincent|Philip|Bobby|Johnny|Bradley|Cornelius|Theodore|Franklin|Ralph|Roy|Eugene|Wayne|Alan|Juan|Ogden|Winthrop|Nelson|Clarence|Earl|Ernest|Lester|Stanley|Leonard|Herbert|Alfred|Marshall|Preston|Prescott|Chester|Barron|Hunter|Wallace|Oliver|Sterling|Bradford|Archibald|Randolph|Wellington|Reginald|Calvin|Floyd|Lloyd|Edgar|Gordon|Percy|Horace|Hugo|Homer|Julian|Lionel|Marcus|Maurice|Milton|Morris|Oscar|Otis|Rufus|Sidney|Silas|Simon|Spencer|Stuart|Sylvester|Warren|Wesley|Willis`

const rulerTitles =
  'King|Queen|Pope|Tsar|Czar|Emperor|Empress|Prince|Princess|Duke|Sultan|Kaiser|Saint|St\\.|Pharaoh|Archduke|Count|Caliph|Tsarina|Patriarch|Shah|Lord|Sir'

/** A numeral ends with its letters; an owner's `'s` may follow, no other apostrophe. */
const end = String.raw`(?![\p{L}\d])(?!['’](?!s(?!\p{L})|\s|$|[.,;:!?]))`
const start = String.raw`(?<![\p{L}\d.'’-])`

const nounBehind = new RegExp(`(?<![\\p{L}])(?<noun>${numbered})\\s$`, 'iu')

/** `Chapter XIV`, `page xii`, `Part I`, `Parts II` */
const afterNumbered: Rule<EnglishContext> = {
  pattern: new RegExp(
    `${start}(?:(?<first>[IVXLCDM]{1,15}|[ivxlc]{1,9})\\s?[-–—]\\s?(?<last>[IVXLCDM]{1,15}|[ivxlc]{1,9})|[IVXLCDM]{1,15}|[ivxlc]{1,9})${end}`,
    'gu',
  ),
  say(match, { accent }) {
    const found = nounBehind.exec(match.before)
    if (!found) return undefined
    const { first, last } = match.groups
    const values = first ? [fromRoman(first), fromRoman(last!)] : [fromRoman(match.text)]
    if (values.includes(undefined) || (!first && isWordHere(match, found))) return undefined
    return values.map((value) => toCardinal(value!, accent)).join(' to ')
  },
}

/** `The Book I Never Wrote`, `the part i like`: a single letter may be a word. */
function isWordHere({ text, after, before }: Match, found: RegExpExecArray): boolean {
  const noun = found.groups!.noun!
  if (text === text.toLowerCase()) return isSmallWord(noun, text, after)
  if (text.length > 1) return text === 'MIX' || text === 'DIM' || text === 'MIL'
  if (text === 'V' || text === 'X') return !aloneToo.test(noun)
  if (text !== 'I' || !aloneToo.test(noun)) return true
  if (/^\s*(?:$|[.,;:!?)\]—–&/-]|\n)|^['’]s/u.test(after)) return false
  if (/^(?:world war|super bowl|type|phase|saturn|amendment|appendix)/i.test(noun)) return false
  const isLineStart = /(?:^|\n)["“‘([]?$/u.test(before.slice(0, found.index))
  const isTitle = noun[0] !== noun[0]!.toLowerCase()
  if (isLineStart && isTitle && /^\s\p{Lu}/u.test(after))
    return /^\s(?:Never|Always|Left|Wrote|Am|Was|Had|Have|Once|Will|Would)\b/.test(after)
  return !isTitle || !/^\s(?:of|and|to|in|is|begins|ends|opens|closes|by|shows|for|on|at|or|was)\b/i.test(after)
}

function isSmallWord(noun: string, text: string, after: string): boolean {
  if (text.length > 1) return false
  const hasPages = /^(?:chapter|page|part|p\.|pp\.|section|book|volume|vol\.)$/i.test(noun)
  return !hasPages || !/[ivx]/.test(text) || (text === 'i' && /^\s\p{L}/u.test(after))
}

const ofRuler = new RegExp(`(?<!\\p{L})(?:${rulers})\\s$`, 'iu')
const ofTitle = new RegExp(`(?<!\\p{L})(?:${rulerTitles})\\s(?:\\p{L}[\\p{L}'’-]{1,20}\\s){1,2}$`, 'iu')
const ofFullName = new RegExp(
  `(?<!\\p{L})(?:${firstNames}|${rulers})(?:\\s\\p{L}[\\p{L}.]{0,12})?\\s\\p{L}[\\p{L}'’-]{1,20},?\\s$`,
  'iu',
)

/** `King Charles I`, `Pope Sixtus V`, `Ramses II`, `Henry VIII`, `Thurston Howell III`, `HENRY VIII` */
const afterName: Rule<EnglishContext> = {
  pattern: new RegExp(`${start}[IVXLC]{1,7}${end}`, 'gu'),
  say({ text, before, after }, { accent }) {
    const name = nameBefore(before)
    if (name === '') return undefined
    const value = fromRoman(text)
    if (value === undefined || value > 40) return undefined
    const ordinal = `the ${toOrdinal(value, accent)}`
    const hasTitle = ofTitle.test(name)
    if (text.length > 1)
      return hasTitle || ofRuler.test(name) || ofFullName.test(name) || /^\sof\s\p{Lu}/u.test(after)
        ? ordinal
        : undefined
    if (!hasTitle && !ofRuler.test(name)) return undefined
    if (text === 'I') {
      if (hasTitle) return pronounVerb.test(after) ? undefined : ordinal
      if (/^\sof\s\p{Lu}|^\s?\(/u.test(after)) return ordinal
      if (royalNames.test(name) && /^(?:['’]s(?!\p{L})|\s(?:and|or)\s\p{Lu}|[.;:!?)](?:\s|$)|$)/u.test(after))
        return ordinal
      return commonNames.test(name) || pronounVerb.test(after) || !/^\s\p{Ll}/u.test(after) ? undefined : ordinal
    }
    return text === 'V' || (text === 'X' && (hasTitle || !/Malcolm\s$/i.test(name))) ? ordinal : undefined
  },
}

/** Of kings and queens who have no other name; nobody says “I” right behind one and ends there. */
const royalNames =
  /(?:Henry|Edward|George|James|Charles|William|Louis|Richard|Elizabeth|Philip|Mary|Napoleon|Frederick)\s$/i

/** Names that people have today, so that `I` behind one may be who speaks. */
const commonNames =
  /(?:Henry|Edward|George|James|Charles|William|Louis|Richard|Elizabeth|Philip|Leo|Paul|Benedict|Frederick|Nicholas|Catherine|Alexander|Peter|Francis|Gregory|Robert|Otto|Ivan|Joseph|Carl|Karl|Christian|Oscar|Eric|Harold|Edmund|Stephen|John|Mary|Anne|Victoria|Malcolm|Kenneth|Duncan|Juan|Carlos|Isabella|Pedro|Albert|Ernest|Eugene|Julius|Martin|Adrian|Victor|Theodore|Margaret|Eleanor|Michael|Manuel|Basil|Hugh|Raymond|Geoffrey|Conrad|Julian|Isaac)\s$/i

const pronounVerb =
  /^\s(?:am|was|have|had|think|thought|saw|met|know|knew|will|would|can|could|shall|should|did|do|never|always|said|love|loved|hate|found|read|heard|feel|felt|must)\b/u

/** The capitalised words right before; empty when there is none. */
function nameBefore(before: string): string {
  return /(?:\p{Lu}[\p{L}'’.-]*,?\s)+$/u.exec(before)?.[0] ?? ''
}

/** `XIX century`, `the XVIIIth` */
const centuries: Rule<EnglishContext> = {
  pattern: /(?<![\p{L}\d])(?<roman>[IVXLCDM]{1,15})(?:(?:st|nd|rd|th)(?!\p{L})|(?=[\s-][Cc]entur))/gu,
  say({ groups }, { accent }) {
    const value = fromRoman(groups.roman!)
    return value === undefined ? undefined : toOrdinal(value, accent)
  },
}

/** A line that is only a numeral, or begins with one: `XIV`, `III. The Letter` */
const headings: Rule<EnglishContext> = {
  pattern:
    /(?<=^|\n)(?<open>[ \t([]{0,4})(?<roman>[IVXLCDM]{1,15}|[ivx]{1,6}(?=[.)]\s))(?:(?<close>[.)\]:]?)(?=[ \t]{0,4}(?:\n|$))|(?<mark>[.):]|\s?[—–-])(?=\s(?<word>["“‘]?\p{Lu}[\p{L}’']*)))/gu,
  say(match, { accent }) {
    const { open, roman, close, mark, word } = match.groups
    const value = fromRoman(roman!)
    if (value === undefined || ordinaryWords.has(roman!)) return undefined
    const isSingle = roman!.length === 1
    if (
      isSingle &&
      mark !== undefined &&
      !isHeading(match, word!) &&
      !/^["“‘]?(?:The|A|An|Of|In|How|What|My|On|To|Which|Why|Where|When|At)$/.test(word!)
    )
      return undefined
    if (isSingle && !/[IVX]/.test(roman!)) return undefined
    return `${open}${toCardinal(value, accent)}${close ?? mark ?? ''}`
  },
}

/** `I. Introduction`: a short line without a stop at its end, that goes on with no other initial. */
function isHeading({ text, after }: Match, word: string): boolean {
  const line = /^[^\n]*/.exec(after)![0]
  return /\.$/.test(text) && line.length < 50 && /\p{Ll}$/u.test(line) && !/\.\s/.test(line) && word.length > 2
}

/** `MDCCCXII` */
const years: Rule<EnglishContext> = {
  pattern: /(?<![\p{L}\d])M[IVXLCDM]{3,14}(?![\p{L}\d])/gu,
  say({ text }, { accent }) {
    const value = fromRoman(text)
    return value === undefined ? undefined : toYear(value, accent)
  },
}

/** `WWII`, `WW2` */
const wars: Rule<EnglishContext> = {
  pattern: /(?<![\p{L}\d])WW(?:II|I|2|1)(?![\p{L}\d])/gu,
  say: ({ text }) => `World War ${/II|2/.test(text) ? 'two' : 'one'}`,
}

/** Any other of two letters or more: `Rocky IV`, `II and III` */
const others: Rule<EnglishContext> = {
  pattern: new RegExp(`${start}(?<roman>[IVXLCDM]{2,15})${end}`, 'gu'),
  say({ groups, before, after }, { accent }) {
    const roman = groups.roman!
    const value = fromRoman(roman)
    if (value === undefined || ordinaryWords.has(roman)) return undefined
    if (
      roman === 'IV' &&
      (/\b(?:an|the|her|his|by|on|my)\s$/i.test(before) || /^\s(?:drip|line|bag|fluid|pole|needle|tube)/.test(after))
    )
      return undefined
    const isPlain = /^[IVX]+$/.test(roman) && !/^X{2,4}$/.test(roman)
    const isAfterName =
      /(?:^|[^\p{L}])\p{Lu}[\p{L}’'-]*[\p{L}\d],?\s$/u.test(before) &&
      !/(?:^|\s)(?:The|A|An|In|On|And|Or)\s$/.test(before)
    return isPlain || (isAfterName && roman.length > 2) ? toCardinal(value, accent) : undefined
  },
}

/** `chapters I, II and V`: a single letter behind one that is read. */
const listed: Rule<EnglishContext> = {
  pattern: new RegExp(`(?<=\ufffc,?\\s(?:and|or|to|through|&)\\s|\ufffc,\\s)[IVX]${end}`, 'gu'),
  say({ text, after }, { accent }) {
    return text === 'I' && /^\s\p{Ll}/u.test(after) ? undefined : toCardinal(fromRoman(text)!, accent)
  },
}

/** Numerals that are one character each: `Ⅳ` */
const characters: Rule<EnglishContext> = {
  pattern: /[\u2160-\u217f]{1,15}/gu,
  say({ text, before }, { accent }) {
    const value = fromRoman(text.normalize('NFKC'))
    if (value === undefined) return undefined
    return new RegExp(`(?:${rulers})\\s$`, 'u').test(before)
      ? `the ${toOrdinal(value, accent)}`
      : toCardinal(value, accent)
  },
}

/** Numerals that are words or initials as well. */
const ordinaryWords = new Set(
  'MIX DIM MIL LIV CD MD DC CC MM CV MC CM DM DI MI XL ID VID LID DIV MV MX CI CX DX LI LC LX XX XXX CL CLI CIV MCM LCD DID ILL'.split(
    ' ',
  ),
)

/** `(iv)`: the item of a list. */
const items: Rule<EnglishContext> = {
  pattern: /(?<=\()[ivx]{1,6}(?=\))/gu,
  say({ text }, { accent }) {
    const value = fromRoman(text)
    return value === undefined ? undefined : toCardinal(value, accent)
  },
}

/** Whether a text may have a Roman numeral; `I` alone only where a name or a noun with a capital stands before it. */
export function mayHaveRoman(text: string): boolean {
  return numerals.test(text)
}

const numerals =
  /\b(?:[IVXLCDM]{2,15}(?:st|nd|rd|th)?|[VX](?:th)?|[ivx]{2,9}|WW[I12]I?)\b|[\u2160-\u217f]|\b[A-Z][\w’'-]{0,20}\sI\b(?!['’])|\([ivx]\)|(?:^|\n)[ \t([]{0,4}[IVXLCDM]{1,15}(?:[.):\]]?\s|$)|\b(?:[Cc]hapter|[Pp]age|[Ss]ection|[Pp]art|[Bb]ook|[Vv]olume|p\.|vol\.|pp\.)\s[ivx]\b/

export const romanRules = [
  items,
  wars,
  afterNumbered,
  afterName,
  centuries,
  headings,
  years,
  characters,
  others,
  listed,
]
