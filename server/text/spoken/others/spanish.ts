import { toCardinal, toOrdinal } from 'n2words/es-ES'
import type { Tongue } from './tongue.ts'

export const spanish: Tongue = {
  cardinal: (value) => toCardinal(value).replaceAll('dieciseis', 'dieciséis'),
  ordinal: (value) => toOrdinal(value),
  year: (value) => spanish.cardinal(value),
  beforeNoun: (words) => words.replace(/veintiuno$/, 'veintiún').replace(/(?<!\p{L})uno$/u, 'un'),
  ...{ point: 'coma', minus: 'menos', plus: 'más', equals: 'igual a', and: 'y', to: 'a', percent: 'por ciento' },
  degree: ['un grado', 'grados'],
  squared: 'al cuadrado',
  scales: {
    ...{
      millón: ['un millón', 'millones'],
      millones: ['un millón', 'millones'],
      M: ['un millón', 'millones'],
      'mil millones': ['mil millones', 'mil millones'],
    },
    ...{ billones: ['un billón', 'billones'], mil: ['mil', 'mil'] },
  },
  ofMillions: () => 'de ',
  currencies: {
    '€': { whole: ['un euro', 'euros'], part: ['un céntimo', 'céntimos'] },
    EUR: { whole: ['un euro', 'euros'], part: ['un céntimo', 'céntimos'] },
    $: { whole: ['un dólar', 'dólares'], part: ['un centavo', 'centavos'] },
    USD: { whole: ['un dólar', 'dólares'], part: ['un centavo', 'centavos'] },
    '£': { whole: ['una libra', 'libras'], part: ['un penique', 'peniques'] },
    '¥': { whole: ['un yen', 'yenes'], part: ['un sen', 'senes'] },
  },
  units: {
    ...{ km: ['un kilómetro', 'kilómetros'], m: ['un metro', 'metros'], cm: ['un centímetro', 'centímetros'] },
    ...{ mm: ['un milímetro', 'milímetros'], kg: ['un kilogramo', 'kilogramos'], g: ['un gramo', 'gramos'] },
    ...{
      mg: ['un miligramo', 'miligramos'],
      t: ['una tonelada', 'toneladas'],
      l: ['un litro', 'litros'],
      ml: ['un mililitro', 'mililitros'],
    },
    ...{
      'km/h': ['un kilómetro por hora', 'kilómetros por hora'],
      'm/s': ['un metro por segundo', 'metros por segundo'],
    },
    ...{
      'm²': ['un metro cuadrado', 'metros cuadrados'],
      'km²': ['un kilómetro cuadrado', 'kilómetros cuadrados'],
      'm³': ['un metro cúbico', 'metros cúbicos'],
    },
    ...{
      ha: ['una hectárea', 'hectáreas'],
      h: ['una hora', 'horas'],
      min: ['un minuto', 'minutos'],
      s: ['un segundo', 'segundos'],
    },
    ...{
      kW: ['un kilovatio', 'kilovatios'],
      W: ['un vatio', 'vatios'],
      V: ['un voltio', 'voltios'],
      GB: ['un gigabyte', 'gigabytes'],
      MB: ['un megabyte', 'megabytes'],
    },
  },
  months: 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split(' '),
  day: (value) => (value === 1 ? 'uno' : spanish.cardinal(value)),
  ofMonth: 'de ',
  ofYear: 'de ',
  time(hour, minute) {
    const said = hour === 1 ? 'una' : spanish.cardinal(hour)
    return minute === 0 ? `${said} en punto` : `${said} ${spanish.cardinal(minute)}`
  },
  half: 'medio',
  fraction(over, under) {
    if (under === 2) return over === 1 ? 'medio' : `${spanish.cardinal(over)} medios`
    const part = {
      3: 'tercio',
      4: 'cuarto',
      5: 'quinto',
      6: 'sexto',
      7: 'séptimo',
      8: 'octavo',
      9: 'noveno',
      10: 'décimo',
    }[under]
    return part && (over === 1 ? `un ${part}` : `${spanish.cardinal(over)} ${part}s`)
  },
  abbreviations: {
    ...{
      'Sr.': 'Señor',
      'Sra.': 'Señora',
      'Srta.': 'Señorita',
      'Sres.': 'Señores',
      'Dr.': 'Doctor',
      'Dra.': 'Doctora',
      'Ud.': 'usted',
    },
    ...{
      'Uds.': 'ustedes',
      'Vd.': 'usted',
      'D.ª': 'Doña',
      'Prof.': 'Profesor',
      'Gral.': 'General',
      'Sto.': 'Santo',
      'Sta.': 'Santa',
    },
    ...{
      'p. ej.': 'por ejemplo',
      'p.ej.': 'por ejemplo',
      'etc.': 'etcétera',
      'aprox.': 'aproximadamente',
      'EE. UU.': 'Estados Unidos',
      'EE.UU.': 'Estados Unidos',
    },
    ...{
      'a. C.': 'antes de Cristo',
      'd. C.': 'después de Cristo',
      'a.C.': 'antes de Cristo',
      'd.C.': 'después de Cristo',
      'Avda.': 'Avenida',
      'Av.': 'Avenida',
      'tel.': 'teléfono',
    },
  },
  beforeNumber: {
    'n.º': 'número',
    'N.º': 'Número',
    nº: 'número',
    'núm.': 'número',
    'pág.': 'página',
    'págs.': 'páginas',
    'p.': 'página',
    'vol.': 'volumen',
    'cap.': 'capítulo',
    'art.': 'artículo',
    'fig.': 'figura',
    '§': 'párrafo',
  },
  ordinalSigns: {
    pattern: String.raw`\.?(?:[ºª°]|er|ᵉʳ)(?![\p{L}CF])`,
    say(value, sign) {
      if (sign.endsWith('er')) return value === 1 ? 'primer' : value === 3 ? 'tercer' : undefined
      const words = toOrdinal(value)
      return sign.includes('ª') ? words.replace(/o(?= |$)/g, 'a') : words
    },
  },
  roman: {
    nouns:
      'siglo|Siglo|capítulo|Capítulo|CAPÍTULO|tomo|Tomo|libro|Libro|parte|Parte|acto|Acto|escena|Escena|volumen|artículo|Carlos|Felipe|Fernando|Alfonso|Isabel|Enrique|Luis|Juan Pablo|Pío|Juan|Benedicto|Napoleón|Jorge|Guerra Mundial',
    say: (value, noun) =>
      /^(?:Carlos|Felipe|Fernando|Alfonso|Isabel|Enrique|Luis|Juan Pablo|Pío|Juan|Benedicto|Napoleón|Jorge)$/.test(
        noun,
      ) && value < 11
        ? withGender(toOrdinal(value), noun)
        : spanish.cardinal(value),
  },
}

function withGender(ordinal: string, name: string): string {
  return name === 'Isabel' ? ordinal.replace(/o(?= |$)/g, 'a') : ordinal
}
