import { toCardinal, toOrdinal } from 'n2words/pt-PT'
import type { Tongue } from './tongue.ts'

/** Numbers as Brazil says them (`dezesseis`), where most readers are. */
export const portuguese: Tongue = {
  cardinal: (value) => brazilian(toCardinal(value)),
  ordinal: (value) => toOrdinal(value),
  year: (value) => portuguese.cardinal(value),
  beforeNoun: (words) => words,
  isOneUntilTwo: true,
  ...{ point: 'vírgula', minus: 'menos', plus: 'mais', equals: 'igual a', and: 'e', to: 'a', percent: 'por cento' },
  degree: ['um grau', 'graus'],
  squared: 'ao quadrado',
  scales: {
    ...{
      milhão: ['um milhão', 'milhões'],
      milhões: ['um milhão', 'milhões'],
      mi: ['um milhão', 'milhões'],
      bilhão: ['um bilhão', 'bilhões'],
    },
    ...{ bilhões: ['um bilhão', 'bilhões'], bi: ['um bilhão', 'bilhões'], mil: ['mil', 'mil'] },
  },
  ofMillions: () => 'de ',
  currencies: {
    R$: { whole: ['um real', 'reais'], part: ['um centavo', 'centavos'] },
    '€': { whole: ['um euro', 'euros'], part: ['um cêntimo', 'cêntimos'] },
    EUR: { whole: ['um euro', 'euros'], part: ['um cêntimo', 'cêntimos'] },
    $: { whole: ['um dólar', 'dólares'], part: ['um centavo', 'centavos'] },
    US$: { whole: ['um dólar', 'dólares'], part: ['um centavo', 'centavos'] },
    '£': { whole: ['uma libra', 'libras'], part: ['um péni', 'pence'] },
    '¥': { whole: ['um iene', 'ienes'], part: ['um sen', 'senes'] },
  },
  units: {
    ...{ km: ['um quilômetro', 'quilômetros'], m: ['um metro', 'metros'], cm: ['um centímetro', 'centímetros'] },
    ...{ mm: ['um milímetro', 'milímetros'], kg: ['um quilograma', 'quilogramas'], g: ['um grama', 'gramas'] },
    ...{
      mg: ['um miligrama', 'miligramas'],
      t: ['uma tonelada', 'toneladas'],
      l: ['um litro', 'litros'],
      ml: ['um mililitro', 'mililitros'],
    },
    ...{
      'km/h': ['um quilômetro por hora', 'quilômetros por hora'],
      'm/s': ['um metro por segundo', 'metros por segundo'],
    },
    ...{
      'm²': ['um metro quadrado', 'metros quadrados'],
      'km²': ['um quilômetro quadrado', 'quilômetros quadrados'],
      'm³': ['um metro cúbico', 'metros cúbicos'],
    },
    ...{ ha: ['um hectare', 'hectares'], min: ['um minuto', 'minutos'], s: ['um segundo', 'segundos'] },
    ...{
      kW: ['um quilowatt', 'quilowatts'],
      W: ['um watt', 'watts'],
      V: ['um volt', 'volts'],
      GB: ['um gigabyte', 'gigabytes'],
      MB: ['um megabyte', 'megabytes'],
    },
  },
  months: 'janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro'.split(' '),
  day: (value) => (value === 1 ? 'primeiro' : portuguese.cardinal(value)),
  ofMonth: 'de ',
  ofYear: 'de ',
  time(hour, minute) {
    const said = `${feminine(portuguese.cardinal(hour))} ${hour === 1 ? 'hora' : 'horas'}`
    return minute === 0 ? said : `${said} e ${portuguese.cardinal(minute)}`
  },
  half: 'meio',
  fraction(over, under) {
    if (under === 2) return over === 1 ? 'meio' : `${portuguese.cardinal(over)} meios`
    const part = {
      3: 'terço',
      4: 'quarto',
      5: 'quinto',
      6: 'sexto',
      7: 'sétimo',
      8: 'oitavo',
      9: 'nono',
      10: 'décimo',
    }[under]
    return part && (over === 1 ? `um ${part}` : `${portuguese.cardinal(over)} ${part}s`)
  },
  abbreviations: {
    ...{
      'Sr.': 'Senhor',
      'Sra.': 'Senhora',
      'Srta.': 'Senhorita',
      'Dr.': 'Doutor',
      'Dra.': 'Doutora',
      'Prof.': 'Professor',
      'Profa.': 'Professora',
    },
    ...{
      'Eng.': 'Engenheiro',
      'Sto.': 'Santo',
      'Sta.': 'Santa',
      'D.': 'Dom',
      'p. ex.': 'por exemplo',
      'p.ex.': 'por exemplo',
      'etc.': 'etcétera',
    },
    ...{
      'a.C.': 'antes de Cristo',
      'd.C.': 'depois de Cristo',
      'a. C.': 'antes de Cristo',
      'd. C.': 'depois de Cristo',
      'Av.': 'Avenida',
      'tel.': 'telefone',
      'aprox.': 'aproximadamente',
    },
  },
  beforeNumber: {
    'n.º': 'número',
    'N.º': 'Número',
    nº: 'número',
    'n.': 'número',
    'núm.': 'número',
    'pág.': 'página',
    'págs.': 'páginas',
    'p.': 'página',
    'vol.': 'volume',
    'cap.': 'capítulo',
    'art.': 'artigo',
    'fig.': 'figura',
    '§': 'parágrafo',
  },
  ordinalSigns: {
    pattern: String.raw`\.?[ºª°](?![\p{L}CF])`,
    say: (value, sign) => (sign.includes('ª') ? toOrdinal(value).replace(/o(?= |$)/g, 'a') : toOrdinal(value)),
  },
  roman: {
    nouns:
      'século|Século|capítulo|Capítulo|CAPÍTULO|tomo|livro|Livro|parte|Parte|ato|Ato|cena|Cena|volume|artigo|João|Pedro|Manuel|Afonso|Carlos|Luís|Henrique|Filipe|João Paulo|Pio|Bento|Napoleão|Maria|Isabel|Guerra Mundial',
    say: (value, noun) =>
      /^(?:João|Pedro|Manuel|Afonso|Carlos|Luís|Henrique|Filipe|João Paulo|Pio|Bento|Napoleão)$/.test(noun) &&
      value < 11
        ? toOrdinal(value)
        : /^(?:Maria|Isabel|Guerra Mundial)$/.test(noun)
          ? toOrdinal(value).replace(/o(?= |$)/g, 'a')
          : portuguese.cardinal(value),
  },
}

function brazilian(words: string): string {
  return words
    .replaceAll('dezasseis', 'dezesseis')
    .replaceAll('dezassete', 'dezessete')
    .replaceAll('dezanove', 'dezenove')
}

function feminine(words: string): string {
  return words.replace(/(?<!\p{L})um$/u, 'uma').replace(/(?<!\p{L})dois$/u, 'duas')
}
