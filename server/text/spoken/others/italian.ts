import { toCardinal, toOrdinal } from 'n2words/it-IT'
import type { Tongue } from './tongue.ts'

export const italian: Tongue = {
  cardinal: (value) => toCardinal(value),
  ordinal: (value) => toOrdinal(value),
  year: (value) => toCardinal(value),
  beforeNoun: (words) => words.replace(/(?<!\p{L})uno$/u, 'un').replace(/(?<=\p{L})uno$/u, 'uno'),
  ...{ point: 'virgola', minus: 'meno', plus: 'più', equals: 'uguale', and: 'e', to: 'a', percent: 'per cento' },
  degree: ['un grado', 'gradi'],
  squared: 'al quadrato',
  scales: {
    ...{
      milione: ['un milione', 'milioni'],
      milioni: ['un milione', 'milioni'],
      mln: ['un milione', 'milioni'],
      'mln.': ['un milione', 'milioni'],
    },
    ...{
      miliardo: ['un miliardo', 'miliardi'],
      miliardi: ['un miliardo', 'miliardi'],
      mld: ['un miliardo', 'miliardi'],
    },
  },
  ofMillions: () => 'di ',
  currencies: {
    '€': { whole: ['un euro', 'euro'], part: ['un centesimo', 'centesimi'] },
    EUR: { whole: ['un euro', 'euro'], part: ['un centesimo', 'centesimi'] },
    $: { whole: ['un dollaro', 'dollari'], part: ['un centesimo', 'centesimi'] },
    '£': { whole: ['una sterlina', 'sterline'], part: ['un penny', 'pence'] },
    CHF: { whole: ['un franco svizzero', 'franchi svizzeri'], part: ['un centesimo', 'centesimi'] },
    '¥': { whole: ['uno yen', 'yen'], part: ['un sen', 'sen'] },
  },
  units: {
    ...{ km: ['un chilometro', 'chilometri'], m: ['un metro', 'metri'], cm: ['un centimetro', 'centimetri'] },
    ...{ mm: ['un millimetro', 'millimetri'], kg: ['un chilogrammo', 'chilogrammi'], g: ['un grammo', 'grammi'] },
    ...{
      mg: ['un milligrammo', 'milligrammi'],
      t: ['una tonnellata', 'tonnellate'],
      l: ['un litro', 'litri'],
      ml: ['un millilitro', 'millilitri'],
    },
    ...{ 'km/h': ['un chilometro orario', 'chilometri orari'], 'm/s': ['un metro al secondo', 'metri al secondo'] },
    ...{
      'm²': ['un metro quadrato', 'metri quadrati'],
      'km²': ['un chilometro quadrato', 'chilometri quadrati'],
      mq: ['un metro quadrato', 'metri quadrati'],
      'm³': ['un metro cubo', 'metri cubi'],
    },
    ...{
      ha: ['un ettaro', 'ettari'],
      h: ['un’ora', 'ore'],
      min: ['un minuto', 'minuti'],
      s: ['un secondo', 'secondi'],
    },
    ...{
      kW: ['un chilowatt', 'chilowatt'],
      W: ['un watt', 'watt'],
      V: ['un volt', 'volt'],
      GB: ['un gigabyte', 'gigabyte'],
      MB: ['un megabyte', 'megabyte'],
    },
  },
  months: 'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre'.split(' '),
  day: (value) => (value === 1 ? 'primo' : toCardinal(value)),
  ofMonth: '',
  ofYear: '',
  time(hour, minute) {
    const said = hour === 1 ? 'una' : toCardinal(hour)
    return minute === 0 ? said : `${said} e ${toCardinal(minute)}`
  },
  half: 'mezzo',
  fraction(over, under) {
    if (under === 2) return over === 1 ? 'mezzo' : `${toCardinal(over)} mezzi`
    const part = toOrdinal(under)
    return over === 1 ? `un ${part}` : `${toCardinal(over)} ${part.replace(/o$/, 'i')}`
  },
  abbreviations: {
    ...{
      'sig.': 'signor',
      'Sig.': 'Signor',
      'sig.ra': 'signora',
      'Sig.ra': 'Signora',
      'sig.na': 'signorina',
      'Sig.na': 'Signorina',
    },
    ...{
      'dott.': 'dottor',
      'Dott.': 'Dottor',
      'dott.ssa': 'dottoressa',
      'Dott.ssa': 'Dottoressa',
      'Dr.': 'Dottor',
      'prof.': 'professor',
      'Prof.': 'Professor',
    },
    ...{
      'prof.ssa': 'professoressa',
      'avv.': 'avvocato',
      'Avv.': 'Avvocato',
      'ing.': 'ingegner',
      'Ing.': 'Ingegner',
      'ecc.': 'eccetera',
      'p. es.': 'per esempio',
      'p.es.': 'per esempio',
    },
    ...{
      'a.C.': 'avanti Cristo',
      'd.C.': 'dopo Cristo',
      'a. C.': 'avanti Cristo',
      'd. C.': 'dopo Cristo',
      'S.p.A.': 'società per azioni',
      'ca.': 'circa',
      'cfr.': 'confronta',
    },
  },
  beforeNumber: {
    'n.': 'numero',
    'N.': 'Numero',
    'n°': 'numero',
    'pag.': 'pagina',
    'pagg.': 'pagine',
    'p.': 'pagina',
    'vol.': 'volume',
    'cap.': 'capitolo',
    'art.': 'articolo',
    'fig.': 'figura',
    'tel.': 'telefono',
    '§': 'paragrafo',
  },
  ordinalSigns: {
    pattern: String.raw`[ºª°](?![\p{L}CF])`,
    say: (value, sign) => (sign === 'ª' ? toOrdinal(value).replace(/o$/, 'a') : toOrdinal(value)),
  },
  roman: {
    nouns:
      'secolo|Secolo|capitolo|Capitolo|CAPITOLO|tomo|libro|Libro|parte|Parte|atto|Atto|scena|Scena|volume|Volume|articolo|Vittorio Emanuele|Umberto|Carlo|Luigi|Enrico|Filippo|Federico|Francesco|Pio|Giovanni Paolo|Giovanni|Benedetto|Napoleone|Elisabetta|Guerra Mundiale|guerra mondiale|Guerra Mondiale',
    say: (value, noun) =>
      noun === 'century'
        ? toOrdinal(value)
        : /^(?:capitolo|Capitolo|CAPITOLO|tomo|libro|Libro|volume|Volume|articolo)$/.test(noun)
          ? toCardinal(value)
          : /^(?:parte|Parte|scena|Scena|Elisabetta|.*[Gg]uerra.*)$/.test(noun)
            ? toOrdinal(value).replace(/o$/, 'a')
            : toOrdinal(value),
  },
}
