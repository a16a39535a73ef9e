import type { Match, Rule } from '../rule.ts'
import type { EnglishContext } from './context.ts'

/** Before a name, with a stop or (where it is no word) without one. */
const titles: Record<string, string> = {
  ...{ mr: 'Mister', mrs: 'Missus', messrs: 'Messieurs', mmes: 'Mesdames', mme: 'Madame', mlle: 'Mademoiselle' },
  ...{ dr: 'Doctor', drs: 'Doctors', prof: 'Professor', rev: 'Reverend', revd: 'Reverend', hon: 'Honorable' },
  ...{ fr: 'Father', sr: 'Sister', br: 'Brother', msgr: 'Monsignor', bp: 'Bishop', abp: 'Archbishop' },
  ...{ gen: 'General', brig: 'Brigadier', col: 'Colonel', lt: 'Lieutenant', capt: 'Captain', cpt: 'Captain' },
  ...{ cdr: 'Commander', cmdr: 'Commander', maj: 'Major', sgt: 'Sergeant', ssgt: 'Staff Sergeant', cpl: 'Corporal' },
  ...{ pvt: 'Private', pte: 'Private', pfc: 'Private First Class', adm: 'Admiral', ens: 'Ensign', det: 'Detective' },
  ...{
    gov: 'Governor',
    sen: 'Senator',
    rep: 'Representative',
    pres: 'President',
    amb: 'Ambassador',
    supt: 'Superintendent',
  },
  ...{ insp: 'Inspector', sgts: 'Sergeants', atty: 'Attorney', sec: 'Secretary', ald: 'Alderman', cllr: 'Councillor' },
  ...{
    st: 'Saint',
    ste: 'Sainte',
    sts: 'Saints',
    ss: 'Saints',
    mt: 'Mount',
    mts: 'Mounts',
    ft: 'Fort',
    pt: 'Point',
    lk: 'Lake',
    vp: 'Vice President',
  },
}
/** Titles that are said without a stop too, when a name follows. */
const stoplessTitles = 'mr|mrs|messrs|mme|mlle|dr|prof|revd|hon|capt|cpt|cmdr|sgt|cpl|pvt|supt|st|mt|lt|ft'
const afterNames: Record<string, string> = {
  ...{ jr: 'Junior', jnr: 'Junior', sr: 'Senior', snr: 'Senior', esq: 'Esquire', inc: 'Incorporated', ltd: 'Limited' },
  ...{
    co: 'Company',
    corp: 'Corporation',
    bros: 'Brothers',
    cos: 'Companies',
    assn: 'Association',
    assoc: 'Associates',
  },
  ...{
    univ: 'University',
    dept: 'Department',
    inst: 'Institute',
    intl: 'International',
    natl: 'National',
    govt: 'Government',
  },
  ...{ mfg: 'Manufacturing', ctr: 'Center' },
}
const streets: Record<string, string> = {
  ...{ st: 'Street', ave: 'Avenue', av: 'Avenue', rd: 'Road', blvd: 'Boulevard', ln: 'Lane', dr: 'Drive', ct: 'Court' },
  ...{ pl: 'Place', sq: 'Square', hwy: 'Highway', pkwy: 'Parkway', ter: 'Terrace', terr: 'Terrace', cir: 'Circle' },
  ...{
    expy: 'Expressway',
    fwy: 'Freeway',
    tpke: 'Turnpike',
    rte: 'Route',
    aly: 'Alley',
    crt: 'Court',
    cres: 'Crescent',
  },
}
const firstNames: Record<string, string> = {
  ...{ wm: 'William', chas: 'Charles', jas: 'James', thos: 'Thomas', geo: 'George', jos: 'Joseph', robt: 'Robert' },
  ...{ benj: 'Benjamin', edw: 'Edward', jno: 'John', saml: 'Samuel', danl: 'Daniel', fredk: 'Frederick' },
  ...{ richd: 'Richard', alexr: 'Alexander', eliz: 'Elizabeth' },
}
const states: Record<string, string> = {
  ...{ AL: 'Alabama', AK: 'Alaska', AZ: 'Arizona', AR: 'Arkansas', CA: 'California', CO: 'Colorado' },
  ...{ CT: 'Connecticut', DE: 'Delaware', DC: 'D.C.', FL: 'Florida', GA: 'Georgia', HI: 'Hawaii', ID: 'Idaho' },
  ...{ IL: 'Illinois', IN: 'Indiana', IA: 'Iowa', KS: 'Kansas', KY: 'Kentucky', LA: 'Louisiana', ME: 'Maine' },
  ...{ MD: 'Maryland', MA: 'Massachusetts', MI: 'Michigan', MN: 'Minnesota', MS: 'Mississippi', MO: 'Missouri' },
  ...{ MT: 'Montana', NE: 'Nebraska', NV: 'Nevada', NH: 'New Hampshire', NJ: 'New Jersey', NM: 'New Mexico' },
  ...{ NY: 'New York', NC: 'North Carolina', ND: 'North Dakota', OH: 'Ohio', OK: 'Oklahoma', OR: 'Oregon' },
  ...{ PA: 'Pennsylvania', RI: 'Rhode Island', SC: 'South Carolina', SD: 'South Dakota', TN: 'Tennessee' },
  ...{ TX: 'Texas', UT: 'Utah', VT: 'Vermont', VA: 'Virginia', WA: 'Washington', WV: 'West Virginia' },
  ...{ WI: 'Wisconsin', WY: 'Wyoming' },
}
/** Before a number. */
const counted: Record<string, string> = {
  ...{
    no: 'number',
    nos: 'numbers',
    nr: 'number',
    num: 'number',
    fig: 'figure',
    figs: 'figures',
    p: 'page',
    pp: 'pages',
    pg: 'page',
  },
  ...{
    vol: 'volume',
    vols: 'volumes',
    ch: 'chapter',
    chap: 'chapter',
    chs: 'chapters',
    sec: 'section',
    secs: 'sections',
  },
  ...{
    para: 'paragraph',
    paras: 'paragraphs',
    art: 'article',
    arts: 'articles',
    op: 'opus',
    ed: 'edition',
    eds: 'editions',
  },
  ...{
    bk: 'book',
    pt: 'part',
    pl: 'plate',
    eq: 'equation',
    ex: 'example',
    n: 'note',
    nn: 'notes',
    v: 'verse',
    vv: 'verses',
  },
  ...{
    l: 'line',
    ll: 'lines',
    col: 'column',
    cols: 'columns',
    app: 'appendix',
    tab: 'table',
    ver: 'version',
    rev: 'revision',
  },
  ...{ rs: 'rupees' },
  ...{
    apt: 'apartment',
    apts: 'apartments',
    ste: 'suite',
    rm: 'room',
    bldg: 'building',
    ext: 'extension',
    tel: 'telephone',
  },
  ...{
    hwy: 'highway',
    rte: 'route',
    ep: 'episode',
    eps: 'episodes',
    lot: 'lot',
    est: 'established',
    c: 'circa',
    ca: 'circa',
  },
  ...{
    cca: 'circa',
    fl: 'flourished',
    b: 'born',
    d: 'died',
    r: 'reigned',
    q: 'question',
    qu: 'question',
    wt: 'weight',
    ht: 'height',
  },
}
/** Anywhere. */
const plain: Record<string, string> = {
  ...{
    vs: 'versus',
    etc: 'et cetera',
    viz: 'namely',
    cf: 'compare',
    ibid: 'ibid',
    misc: 'miscellaneous',
    esp: 'especially',
  },
  ...{
    incl: 'including',
    excl: 'excluding',
    approx: 'approximately',
    appx: 'approximately',
    est: 'established',
    ca: 'circa',
  },
  ...{ max: 'maximum', min: 'minimum', avg: 'average', temp: 'temperature', orig: 'originally', usu: 'usually' },
  ...{
    tsp: 'teaspoon',
    tbsp: 'tablespoon',
    doz: 'dozen',
    hrs: 'hours',
    mins: 'minutes',
    secs: 'seconds',
    yrs: 'years',
  },
  ...{ mos: 'months', wks: 'weeks', govt: 'government', dept: 'department', ref: 'reference', refs: 'references' },
  ...{
    abbr: 'abbreviation',
    abbrev: 'abbreviation',
    bldg: 'building',
    tel: 'telephone',
    attn: 'attention',
    encl: 'enclosed',
  },
  ...{
    cont: 'continued',
    lang: 'language',
    lit: 'literally',
    resp: 'respectively',
    trans: 'translated',
    vols: 'volumes',
  },
  ...{
    anon: 'anonymous',
    assoc: 'associated',
    asst: 'assistant',
    mgr: 'manager',
    mfr: 'manufacturer',
    pop: 'population',
  },
  ...{ prev: 'previous', qty: 'quantity', recd: 'received', sched: 'scheduled', svc: 'service', hosp: 'hospital' },
  ...{ univ: 'university', admin: 'administration', lib: 'library', mus: 'museum', alt: 'altitude', diam: 'diameter' },
}
const directions: Record<string, string> = {
  ...{
    n: 'North',
    s: 'South',
    e: 'East',
    w: 'West',
    ne: 'Northeast',
    nw: 'Northwest',
    se: 'Southeast',
    sw: 'Southwest',
  },
}

const oneOf = (words: Record<string, string>) =>
  Object.keys(words)
    .toSorted((a, b) => b.length - a.length)
    .join('|')
const start = String.raw`(?<![\p{L}\p{M}\d.&’'])`
const streetNames = Object.values(streets).join('|')
const name = String.raw`(?:\p{Lu}[\p{L}’'-]*|\d{1,3}(?:st|nd|rd|th))`

/** A capital that is written for a reason: the words is written with one, or all is in capitals. */
function likeWritten(written: string, said: string): string {
  return /^\p{Ll}/u.test(written) ? said.toLowerCase() : said
}

/** The stop that ends the sentence as well. */
function stopOf({ text, end }: Match, { endsSentence }: EnglishContext): string {
  return text.endsWith('.') && endsSentence(end) ? '.' : ''
}

/** `12 N. Main St.`, `400 W 42nd St` */
const directionBeforeStreet: Rule<EnglishContext> = {
  pattern: new RegExp(
    `(?<![\\p{L}.])(?<way>NE|NW|SE|SW|N|S|E|W)\\.?(?=\\s(?:${name}\\s){1,3}(?:${streetNames}|${titleCase(oneOf(streets))})(?![\\p{L}]))`,
    'gu',
  ),
  say({ groups, before }) {
    return /(?:\d|\b(?:on|at|of|to|along|down|from))\s$/i.test(before)
      ? directions[groups.way!.toLowerCase()]
      : undefined
  },
}

const streetBehind = new RegExp(`(?:${streetNames}|(?:${titleCase(oneOf(streets))})\\.?|\ufffc),?\\s$`, 'u')

/** `Pennsylvania Ave. NW` */
const directionAfterStreet: Rule<EnglishContext> = {
  pattern: /(?<![\p{L}.])(?<way>NE|NW|SE|SW|[NS]\.[EW]\.)(?![\p{L}])/gu,
  say(match, context) {
    if (!streetBehind.test(match.before)) return undefined
    return directions[match.groups.way!.replaceAll('.', '').toLowerCase()]! + stopOf(match, context)
  },
}

function titleCase(words: string): string {
  return words
    .split('|')
    .flatMap((word) => [word[0]!.toUpperCase() + word.slice(1), word.toUpperCase()])
    .join('|')
}

const nameBehind = new RegExp(`(?<!\\p{L})${name}\\s$`, 'u')

/** `Elm St.`, `Fifth Ave`, `on Lee Dr. with`; a name behind makes it a title: `Lake St. Clair` */
const street: Rule<EnglishContext> = {
  pattern: new RegExp(
    `(?<![\\p{L}\\d.&])(?<street>${titleCase(oneOf(streets))})(?:\\.|(?![\\p{L}\\d.]))(?!['’]\\p{L})`,
    'gu',
  ),
  say(match, context) {
    const { groups, after, before, end } = match
    if (!nameBehind.test(before)) return undefined
    const written = groups.street!
    const key = written.toLowerCase()
    const hasStop = match.text.endsWith('.')
    const ends = context.endsSentence(end)
    const isNameBehind = /^\s(?:["“‘])?\p{Lu}[\p{Ll}’']/u.test(after) || /^[-\s]\p{Lu}\./u.test(after)
    const isShouting = written === written.toUpperCase() && written.length > 1 && /\p{Lu}{3,}\s$/u.test(before)
    if (isNameBehind && !(hasStop && ends) && !/^,/.test(after)) return undefined
    if (isShouting && /^\s\p{Lu}/u.test(after)) return undefined
    if (
      /^(?:dr|st)$/.test(key) &&
      /(?:^|[.!?\n]\s)(?:The|A|An|Old|Young|Dear|And|But|So|Then|When|If|My|Our|His|Her)\s$/u.test(before)
    )
      return undefined
    if (/^(?:dr|st)$/.test(key) && /\b(?:the|The|a|dear|Dear|my|My|good|Good|to|with|and)\s$/.test(before))
      return undefined
    if (
      /^(?:ct|pl|sq|cir|ter|terr|av|aly|crt|ln)$/.test(key) &&
      !hasStop &&
      !/\d\s(?:\p{Lu}[\p{L}’'.-]*\s){1,3}$/u.test(before)
    )
      return undefined
    if (
      key === 'dr' &&
      !hasStop &&
      !/\d\s(?:\p{Lu}[\p{L}’'.-]*\s){1,3}$|\b(?:on|at|down|along|up|off)\s(?:\p{Lu}[\p{L}’'.-]*\s){1,3}$/u.test(before)
    )
      return undefined
    return streets[key]! + (hasStop && ends ? '.' : '')
  },
}

/** `Dr. Lee`, `Lt. Col. Reed`, `St Paul`, `MR. HYDE` */
const title: Rule<EnglishContext> = {
  pattern: new RegExp(
    `${start}(?<title>${titleCase(oneOf(titles))})(?:\\.(?=[\\s-]{1,2}["“‘]?\\p{Lu}|\\s?$|,|['’]s|\\s(?:and|or|&)\\s)|(?=\\s\\p{Lu}[\\p{Ll}’'.])|(?=\\s\\p{Lu}{2}))`,
    'gu',
  ),
  say(match, { endsSentence }) {
    const { groups, text, end, after } = match
    const written = groups.title!
    const key = written.toLowerCase()
    const hasStop = text.endsWith('.')
    if (hasStop && !/^(?:mr|mrs|dr|mme|mlle|messrs)$/.test(key) && endsSentence(end)) return undefined
    const isShouted = written === written.toUpperCase() && written.length > 1
    if (
      !hasStop &&
      !new RegExp(`^(?:${stoplessTitles})$`).test(key) &&
      !(
        /^(?:gen|col|rev|fr|sen|gov)$/.test(key) &&
        /^\s\p{Lu}\p{Ll}{2}/u.test(after) &&
        !isShouted &&
        key !== 'gen' &&
        key !== 'rev' &&
        key !== 'sen'
      )
    )
      return undefined
    if (!hasStop && isShouted && !/^(?:mr|mrs|dr|prof|capt|sgt|st|mt|lt)$/.test(key)) return undefined
    if (!hasStop && !isShouted && !/^\s\p{Lu}[\p{Ll}’'.]/u.test(after)) return undefined
    if (/^(?:sr|jr)$/.test(key) && /\p{Lu}\p{Ll}+,?\s$/u.test(match.before)) return undefined
    if (key === 'pt' && /^\s[IVX]+\b/.test(after)) return undefined
    return titles[key]
  },
}

/** `Wm. Hill`, `Geo. Ross`: first names, as registers and old books have them. */
const firstName: Rule<EnglishContext> = {
  pattern: new RegExp(`${start}(?<name>${titleCase(oneOf(firstNames))})\\.(?=\\s\\p{Lu})`, 'gu'),
  say: ({ groups, end }, { endsSentence }) => (endsSentence(end) ? undefined : firstNames[groups.name!.toLowerCase()]),
}

/** `Ames, IA 50010`, `Austin, TX.`: states behind a town; those that are words or degrees only before the code. */
const state: Rule<EnglishContext> = {
  pattern: new RegExp(
    `(?<=\\p{Lu}[\\p{L}.’'-]{1,20},\\s)(?:${Object.keys(states).join('|')})(?![\\p{L}\\d'’.]\\p{L}|[\\p{L}\\d])`,
    'gu',
  ),
  say({ text, after }) {
    const isBeforeCode = /^\s[\d\ufffc]{5}/.test(after)
    return isBeforeCode || !/^(?:IN|OR|ME|HI|OK|OH|LA|MD|MA|PA|MS|ND|AL|ID|DE|CO|DC)$/.test(text)
      ? states[text]
      : undefined
  },
}

/** `Acme Inc.`, `Davis Jr.`, `Baxter & Co.` */
const afterName: Rule<EnglishContext> = {
  pattern: new RegExp(
    `${start}(?<word>${titleCase(oneOf(afterNames))})(?:\\.|(?<=(?:\\p{L}|,)\\s(?:Jr|Sr|Inc|Ltd|Corp|Bros|JR|SR|INC|LTD))(?![\\p{L}\\d]))(?!\\p{L})`,
    'gu',
  ),
  say(match, context) {
    const key = match.groups.word!.toLowerCase()
    if (/^(?:co|sr|jr)$/.test(key) && !/(?:\p{L}|&|\.|,)\s$/u.test(match.before)) return undefined
    return afterNames[key]! + stopOf(match, context)
  },
}

/** `No. 10`, `figs. 3`, `Op. 27`, `c. 1850`, `Apt. 4B` */
const beforeNumber: Rule<EnglishContext> = {
  pattern: new RegExp(
    `${start}(?<word>${oneOf(counted)}|${titleCase(oneOf(counted))})\\.(?=\\s?(?:#\\s?)?[\\d\ufffc]|\\s[IVXLC]{1,7}(?![\\p{L}])|\\s\\p{Lu}(?![\\p{L}.]))`,
    'gu',
  ),
  say({ groups, before, after, end }, { endsSentence }) {
    const word = groups.word!
    const key = word.toLowerCase()
    const isNumber = /^\s?(?:#\s?)?[\d\ufffc]/.test(after)
    if (!isNumber && !/^(?:fig|figs|vol|vols|ch|chap|bk|pt|pl|app|art|sec|op|no|nos|pp?|apt|ste|rm|bldg|ex)$/.test(key))
      return undefined
    if (!isNumber && endsSentence(end) && /^\s(?:I|A)\s/.test(after)) return undefined
    if (/^(?:c|ca|cca|est|fl|b|d|r)$/.test(key)) {
      const isYear = /^\s?['’]?\d{3,4}(?!\d|,\d)/.test(after)
      if (/^(?:c|ca|cca)$/.test(key) && !isYear && !/^\s?\d/.test(after)) return undefined
      if (!/^(?:c|ca|cca)$/.test(key) && !isYear) return undefined
      if (/^(?:b|d|r|fl|c)$/.test(key) && /\p{L}\s$/u.test(before) && key !== 'c' && !/[,(]\s?$/.test(before))
        return undefined
    }
    if (key === 'no' && isAnswer(word, before, after)) return undefined
    if (
      /^(?:l|ll|n|nn|v|vv|q|ex|col|lot|tab|app|pop|ed|art|rev|num)$/.test(key) &&
      word.length > 1 &&
      /^\p{Lu}/u.test(word) &&
      endsSentence(end)
    )
      return undefined
    if (/^(?:v|n|l|q)$/.test(key) && /\p{L}\.?\s$/u.test(before) && /\p{Lu}/u.test(word)) return undefined
    return (
      likeWritten(
        word,
        counted[key]!.replace(/^./, (letter) => (/^\p{Lu}/u.test(word) ? letter.toUpperCase() : letter)),
      ) + (/^\d/.test(after) ? ' ' : '')
    )
  },
}

/** `he said no. 5 men had stayed`: the word, not a number. */
function isAnswer(word: string, before: string, after: string): boolean {
  if (/^(?:No|NO)$/.test(word))
    return (
      /^\s\d{1,6}\s(?!(?:is|was|has|does)\s)(?:\p{Ll}+s|people|men|women|children)\s/u.test(after) &&
      /(?:^|[.!?]["”’]?\s|["“‘])$/.test(before)
    )
  return /\b(?:said|says|say|saying|answer(?:ed|s)?|replied|reply|told\s\p{L}+|voted|meant|means|mean|of course|simply|just|shouted|whispered)\s$/u.test(
    before,
  )
}

/** `a c. 1850 jug` has been; here `c.` and `ca.` alone. What stands for a word wherever it is: `etc.`, `vs.`, `approx.` */
const anywhere: Rule<EnglishContext> = {
  pattern: new RegExp(`${start}(?<word>${oneOf(plain)}|${titleCase(oneOf(plain))})\\.(?!\\p{L}|\\.)`, 'gu'),
  say(match, context) {
    const word = match.groups.word!
    const key = word.toLowerCase()
    if (/[\d½¼¾⅓⅔][\s-]?$/.test(match.before) && /^(?:t|tb)sp$|^(?:min|hr|sec|yr|mo|wk)s?$|^doz$/.test(key))
      return undefined
    const ends = context.endsSentence(match.end)
    if (ends && /^(?:min|max|pop|alt|lit|trans|temp|est|ref|cont|lib|mus|admin|prev|lang|resp|cf|ca)$/.test(key))
      return undefined
    if (
      /^(?:mus|lib|pop|alt|lit|trans|cont|lang|temp|mins|secs)$/.test(key) &&
      /^\p{Lu}/u.test(match.after.trimStart())
    )
      return undefined
    return likeWritten(word, plain[key]![0]!.toUpperCase() + plain[key]!.slice(1)) + (ends ? '.' : '')
  },
}

/** `the co. is large`, `the gov. was late`: in small letters, in the middle of a sentence. */
const small: Rule<EnglishContext> = {
  pattern: new RegExp(`${start}(?<word>${oneOf({ ...titles, ...afterNames })})\\.(?=\\s\\p{Ll})`, 'gu'),
  say({ groups, before }) {
    const word = groups.word!
    if (word.length < 3 && word !== 'co') return undefined
    if (!/\b(?:the|a|an|this|that|our|their|his|her|my|each|every|new|old|former)\s$/i.test(before)) return undefined
    return (afterNames[word] ?? titles[word]!).toLowerCase()
  },
}

/** Short words without a vowel that nobody knows: their stop ends nothing before a small letter. */
const unknown: Rule<EnglishContext> = {
  pattern: /(?<![\p{L}.’'])(?<word>[B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z][b-df-hj-np-tv-z]{1,4})\.(?=\s\p{Ll})/gu,
  say: ({ groups, before }) =>
    /[\d½¼¾][\s-]?$|\b(?:sq|cu|fl)\.?\s$/.test(before) || interjections.test(groups.word!) ? undefined : groups.word,
}
const interjections = /^(?:hm+|sh+|br+|pst|tsk|gr+|mr|ms|mrs|dr|st|nth)$/i

/** `us vs them`, `Roe v. Wade` */
const versus: Rule<EnglishContext> = {
  pattern: /(?:vs|VS)(?<=\S\s..)(?=\s)|v(?<=\p{Lu}[\p{L}.’'-]{0,30}\sv)\.?(?=\s(?:\p{Lu}|the\s))/gu,
  say({ text, before }) {
    return text === 'v' && !/\p{Lu}\p{Ll}[\p{L}.’'-]*\s$/u.test(before) ? undefined : 'versus'
  },
}

/** `e.g.`, `i.e.`, `et al.` */
const latin: Rule<EnglishContext> = {
  pattern:
    /(?<![\p{L}.])(?:(?<eg>[Ee]\.\s?g\.|[Ee]g\.)|(?<ie>[Ii]\.\s?e\.|[Ii]e\.)|(?<al>et\sal)\.|(?<ps>P\.\s?S\.)|(?<aka>a\.k\.a\.|a\/k\/a|aka|AKA)|(?<na>n\/a|N\/A)|(?<rsvp>R\.S\.V\.P\.)|(?<etc>&c)\.?)(?!\p{L})/gu,
  say(match, { endsSentence }) {
    const { groups, text, end } = match
    const ends = text.endsWith('.') && endsSentence(end) ? '.' : ''
    if (groups.eg) return /^E/.test(text) ? 'For example' : 'for example'
    if (groups.ie) return /^I/.test(text) ? 'That is' : 'that is'
    if (groups.etc) return `et cetera${ends}`
    if (groups.al) return `et al${ends}`
    if (groups.aka) return `also known as`
    if (groups.na) return 'not applicable'
    return undefined
  },
}

/** `w/o sugar`, `w/ milk`, `b/c`, `c/o` */
const slashed: Rule<EnglishContext> = {
  pattern:
    /(?<![\p{L}\d/])(?<word>w\/o|w\/out|w\/i|w\/|b\/c|c\/o|b\/w|h\/t|W\/O|W\/)(?![\p{L}/])|(?<![\p{L}\d/])(?<glued>w\/)(?=\p{L})/gu,
  say({ groups }) {
    if (groups.glued) return 'with '
    return slashes[groups.word!.toLowerCase()]
  },
}

const slashes: Record<string, string> = {
  ...{
    'w/o': 'without',
    'w/out': 'without',
    'w/i': 'within',
    'w/': 'with',
    'b/c': 'because',
    'c/o': 'care of',
    'b/w': 'between',
    'h/t': 'hat tip',
  },
}

/** `30 days/month` */
const perTime: Rule<EnglishContext> = {
  pattern:
    /(?<=[\p{Ll}\ufffc¢])\/(?=(?:day|night|week|month|year|hour|minute|second|person|head|mile|gallon|pound|ounce|kilo|liter|litre|item|unit|game|share|barrel|ton)(?!\p{L}))/gu,
  say: () => ' per ',
}

/** `e. e. cummings`: small initials; `non-U.S.` */
const smallInitials: Rule<EnglishContext> = {
  pattern: /(?<![\p{L}.])(?<letters>(?:\p{Ll}\.\s){2,4})(?=\p{Ll}{2,}|\p{Lu}\p{Ll})/gu,
  say: ({ groups }) => groups.letters!.toUpperCase().replaceAll('.', ''),
}

const hyphenInitials: Rule<EnglishContext> = {
  pattern: /(?<=\p{L})[-‐‑](?=(?:\p{Lu}\.){2,6})/gu,
  say: () => ' ',
}

/** `New York–based`: a dash that joins two words is a hyphen. */
const joiningDash: Rule<EnglishContext> = {
  pattern: /–(?<=\p{L}–)(?=(?<next>\p{L}+))/gu,
  say: ({ groups, before }) =>
    (calendarWord.test(before) && calendarWord.test(groups.next!)) ||
    /^(?:and|or|but|the|an?|which|who|that|it|he|she|they|we|you|I|as|if|when|so|not|in|on|at|of|is|was)$/.test(
      groups.next!,
    )
      ? undefined
      : '-',
}

/** `Jan–Mar`, `Mon–Fri`: a stretch of days, which is read as one. */
const calendarWord =
  /(?:^|\P{L})(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thur?s?|Fri|Sat|Sun)\.?$/u

/** `the A/C unit`: letters with a stroke between them. */
const strokes: Rule<EnglishContext> = {
  pattern: /(?<=(?<![\p{L}\d])\p{Lu})\/(?=\p{Lu}(?![\p{L}\d]))/gu,
  say: () => ' ',
}

/** Words in small capitals that are not said as they are written. */
const shortWords: Rule<EnglishContext> = {
  pattern:
    /(?<![\p{L}\p{N}.’'-])(?:(?<tv>[Mm]gmt|[Bb]tw|[Ii]mo|BTW|IMO)|(?<dept>[Dd]ept|[Gg]ovt))(?![\p{L}\p{N}.'’])/gu,
  say({ text }) {
    return { mgmt: 'management', btw: 'by the way', imo: 'in my opinion', dept: 'department', govt: 'government' }[
      text.toLowerCase()
    ]
  },
}

/** Whether a text may have any of these: most paragraphs of a novel have none. */
export function mayAbbreviate(text: string): boolean {
  if (withoutStop.test(text)) return true
  dottedWord.lastIndex = 0
  for (let match = dottedWord.exec(text); match; match = dottedWord.exec(text)) {
    if (dotted.has(match[1]!.toLowerCase())) return true
  }
  return false
}

// Without the flag u these take a fraction of the time; the words are all of ASCII.
const dottedWord = /\b([A-Za-z]{1,6})\./g
const dotted = new Set([
  ...[titles, afterNames, streets, counted, plain, directions, firstNames].flatMap((words) => Object.keys(words)),
  ...'a b c d e f g h i j k l m n o p q r s t u v w x y z eg ie al'.split(' '),
])
const stopless = [
  ...stoplessTitles.split('|'),
  ...Object.keys(streets),
  ...'gen col fr gov jr sr inc ltd corp bros'.split(' '),
]
const withoutStop = new RegExp(
  `\\b(?:${titleCase(stopless.join('|'))}|[NSEW]{1,2}|vs|VS|v|aka|AKA|[Mm]gmt|[Bb]tw|[Ii]mo|BTW|IMO|[Dd]ept|[Gg]ovt)\\b(?![.’'])|, [A-Z]{2}\\b|&c\\b|\\w/|[^\\s]–[^\\s]|[^\\s][-‐‑][A-Z]\\.`,
)

export const abbreviationRules = [
  ...[
    latin,
    slashed,
    directionBeforeStreet,
    directionAfterStreet,
    street,
    title,
    firstName,
    state,
    afterName,
    beforeNumber,
    anywhere,
  ],
  ...[versus, smallInitials, hyphenInitials, joiningDash, strokes, perTime, shortWords, small, unknown],
]
