/** The word for an abbreviation, with or without its full stop; undefined for what is not one of ours, as `Mr.` or `U.S.` */
export function expandAbbreviation(written: string): string | undefined {
  const key = written.replace(/\.$/, '')
  return Object.hasOwn(full, key) ? full[key] : undefined
}

const titles = {
  ...{ Prof: 'professor', Rev: 'reverend', Capt: 'captain', Col: 'colonel', Gen: 'general', Hon: 'honorable' },
  ...{ Lt: 'lieutenant', Sgt: 'sergeant', Gov: 'governor', Sen: 'senator', Pres: 'president', Mt: 'mount' },
  ...{ Messrs: 'messieurs', Mme: 'madame', Mlle: 'mademoiselle' },
}
const afterNames = {
  ...{ Jr: 'junior', Sr: 'senior', Esq: 'esquire', Inc: 'incorporated', Ltd: 'limited', Bros: 'brothers' },
  ...{ Ave: 'avenue', Blvd: 'boulevard', Rd: 'road', Corp: 'corporation' },
}
const others = { vs: 'versus', Dept: 'department', approx: 'approximately' }
const beforeDigits = {
  ...{
    No: 'number',
    no: 'number',
    Nos: 'numbers',
    nos: 'numbers',
    Fig: 'figure',
    fig: 'figure',
    p: 'page',
    pp: 'pages',
  },
  ...{ vol: 'volume', Vol: 'volume', ch: 'chapter', Ch: 'chapter', Jan: 'January', Mar: 'March' },
}
const months = {
  ...{ Feb: 'February', Apr: 'April', Aug: 'August', Sept: 'September', Oct: 'October', Nov: 'November' },
  ...{ Dec: 'December' },
}
const days = { Mon: 'Monday', Tues: 'Tuesday', Wed: 'Wednesday', Thurs: 'Thursday', Fri: 'Friday' }
const full: Record<string, string> = { ...titles, ...afterNames, ...others, ...beforeDigits, ...months, ...days }

const whole = oneOf({ ...titles, ...afterNames, ...others, ...months, ...days })

/** Where a text has an abbreviation: with its full stop, and titles before a capital without it too (`St Paul`). */
export const abbreviationPattern = [
  String.raw`(?:Mr|Mrs|Ms|Dr|St|etc|${whole})\.(?=[\s,;:)]|$)`,
  String.raw`(?:Ms|St|${oneOf(titles)})(?=\s\p{Lu}\p{Ll})`,
  String.raw`(?:${oneOf(beforeDigits)})\.(?=\s?\d)`,
  String.raw`(?:[Vv]ol|[Cc]h|[Ff]ig)\.(?=\s?[IVX])`,
  String.raw`(?:Jan|${oneOf(months)})(?=\s\d)`,
].join('|')

function oneOf(words: Record<string, string>): string {
  return Object.keys(words).join('|')
}
