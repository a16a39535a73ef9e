import { toCardinal, toOrdinal } from 'n2words/fr-FR'
import type { Tongue } from './tongue.ts'

export const french: Tongue = {
  cardinal: (value) => toCardinal(value),
  ordinal: (value) => toOrdinal(value),
  year: (value) => toCardinal(value),
  beforeNoun: (words) => words,
  isOneUntilTwo: true,
  ...{ point: 'virgule', minus: 'moins', plus: 'plus', equals: 'égale', and: 'et', to: 'à', percent: 'pour cent' },
  degree: ['un degré', 'degrés'],
  squared: 'carré',
  scales: {
    ...{
      million: ['un million', 'millions'],
      millions: ['un million', 'millions'],
      milliard: ['un milliard', 'milliards'],
    },
    ...{ milliards: ['un milliard', 'milliards'], M: ['un million', 'millions'], Md: ['un milliard', 'milliards'] },
  },
  ofMillions: (noun) => (/^[aeiouéè]/i.test(noun) ? 'd’' : 'de '),
  currencies: {
    '€': { whole: ['un euro', 'euros'], part: ['un centime', 'centimes'] },
    EUR: { whole: ['un euro', 'euros'], part: ['un centime', 'centimes'] },
    $: { whole: ['un dollar', 'dollars'], part: ['un cent', 'cents'] },
    '£': { whole: ['une livre', 'livres'], part: ['un penny', 'pence'] },
    CHF: { whole: ['un franc suisse', 'francs suisses'], part: ['un centime', 'centimes'] },
    F: { whole: ['un franc', 'francs'], part: ['un centime', 'centimes'] },
    '¥': { whole: ['un yen', 'yens'], part: ['un sen', 'sens'] },
  },
  units: {
    ...{ km: ['un kilomètre', 'kilomètres'], m: ['un mètre', 'mètres'], cm: ['un centimètre', 'centimètres'] },
    ...{ mm: ['un millimètre', 'millimètres'], kg: ['un kilogramme', 'kilogrammes'], g: ['un gramme', 'grammes'] },
    ...{
      mg: ['un milligramme', 'milligrammes'],
      t: ['une tonne', 'tonnes'],
      l: ['un litre', 'litres'],
      L: ['un litre', 'litres'],
    },
    ...{
      ml: ['un millilitre', 'millilitres'],
      'km/h': ['un kilomètre heure', 'kilomètres heure'],
      'm/s': ['un mètre par seconde', 'mètres par seconde'],
    },
    ...{
      'm²': ['un mètre carré', 'mètres carrés'],
      'km²': ['un kilomètre carré', 'kilomètres carrés'],
      'm³': ['un mètre cube', 'mètres cubes'],
    },
    ...{
      h: ['une heure', 'heures'],
      ha: ['un hectare', 'hectares'],
      min: ['une minute', 'minutes'],
      s: ['une seconde', 'secondes'],
    },
    ...{
      kW: ['un kilowatt', 'kilowatts'],
      W: ['un watt', 'watts'],
      V: ['un volt', 'volts'],
      Go: ['un gigaoctet', 'gigaoctets'],
      Mo: ['un mégaoctet', 'mégaoctets'],
    },
  },
  months: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' '),
  day: (value) => (value === 1 ? 'premier' : toCardinal(value)),
  ofMonth: '',
  ofYear: '',
  time(hour, minute) {
    const said = hour === 1 ? 'une heure' : `${toCardinal(hour)} heures`
    return minute === 0 ? said : `${said} ${feminine(toCardinal(minute))}`
  },
  half: 'demi',
  fraction(over, under) {
    const part = { 2: 'demi', 3: 'tiers', 4: 'quart' }[under] ?? toOrdinal(under)
    if (under === 3) return over === 1 ? 'un tiers' : `${toCardinal(over)} tiers`
    return over === 1 ? `un ${part}` : `${toCardinal(over)} ${part}s`
  },
  abbreviations: {
    ...{
      'M.': 'Monsieur',
      'MM.': 'Messieurs',
      Mme: 'Madame',
      Mmes: 'Mesdames',
      Mlle: 'Mademoiselle',
      Dr: 'Docteur',
      Pr: 'Professeur',
    },
    ...{ 'p. ex.': 'par exemple', 'etc.': 'et cetera', 'c.-à-d.': 'c’est-à-dire', 'cf.': 'confer', 'env.': 'environ' },
    ...{
      'av. J.-C.': 'avant Jésus-Christ',
      'apr. J.-C.': 'après Jésus-Christ',
      'bd.': 'boulevard',
      'St-': 'Saint-',
      'Ste-': 'Sainte-',
      'tél.': 'téléphone',
    },
  },
  beforeNumber: {
    'n°': 'numéro',
    'N°': 'Numéro',
    nº: 'numéro',
    'p.': 'page',
    'pp.': 'pages',
    'vol.': 'volume',
    'chap.': 'chapitre',
    'art.': 'article',
    'fig.': 'figure',
    '§': 'paragraphe',
  },
  ordinalSigns: {
    pattern: String.raw`(?:ers?|ères?|ère|res?|re|ᵉʳ|e|ᵉ|es|ème|èmes|nde?|nd)(?!\p{L})`,
    say(value, sign) {
      if (/^(?:er|ers|ᵉʳ)$/.test(sign)) return value === 1 ? 'premier' : undefined
      if (/^(?:ères?|res?)$/.test(sign)) return value === 1 ? 'première' : undefined
      if (/^nd/.test(sign)) return value === 2 ? (sign === 'nde' ? 'seconde' : 'second') : undefined
      return toOrdinal(value)
    },
  },
  roman: {
    nouns:
      'chapitre|Chapitre|CHAPITRE|tome|Tome|livre|Livre|partie|Partie|acte|Acte|scène|Scène|volume|Volume|article|Article|Louis|Henri|Charles|François|Napoléon|Philippe|Jean-Paul|Pie|Benoît|Élisabeth|Elisabeth|Guillaume|Léopold|Catherine|Paris',
    say(value, noun) {
      if (noun === 'century') return toOrdinal(value)
      return value === 1 &&
        /^(?:Louis|Henri|Charles|François|Napoléon|Philippe|Guillaume|Léopold|acte|Acte|livre|Livre|chapitre|Chapitre)$/.test(
          noun,
        )
        ? 'premier'
        : toCardinal(value)
    },
  },
}

function feminine(words: string): string {
  return words.replace(/(?<!\p{L})un$/u, 'une')
}
