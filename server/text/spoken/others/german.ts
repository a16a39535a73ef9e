import { toCardinal, toOrdinal } from 'n2words/de-DE'
import type { Tongue } from './tongue.ts'

export const german: Tongue = {
  cardinal: (value) => (value === 0 ? 'null' : toCardinal(value)),
  ordinal: (value) => `${toOrdinal(value)}r`,
  year(value) {
    const [century, rest] = [Math.floor(value / 100), value % 100]
    if (century < 11 || century > 19) return german.cardinal(value)
    return `${german.cardinal(century)}hundert${rest ? german.cardinal(rest) : ''}`
  },
  beforeNoun: (words) => words.replace(/(?<!\p{L})eins$/u, 'ein'),
  ...{ point: 'Komma', minus: 'minus', plus: 'plus', equals: 'gleich', and: 'und', to: 'bis', percent: 'Prozent' },
  degree: ['ein Grad', 'Grad'],
  squared: 'Quadrat',
  scales: {
    ...{
      Million: ['eine Million', 'Millionen'],
      Millionen: ['eine Million', 'Millionen'],
      'Mio.': ['eine Million', 'Millionen'],
    },
    ...{
      Mio: ['eine Million', 'Millionen'],
      Milliarden: ['eine Milliarde', 'Milliarden'],
      'Mrd.': ['eine Milliarde', 'Milliarden'],
    },
    ...{
      Milliarde: ['eine Milliarde', 'Milliarden'],
      Mrd: ['eine Milliarde', 'Milliarden'],
      Tsd: ['eintausend', 'tausend'],
    },
  },
  ofMillions: () => '',
  currencies: {
    '€': { whole: ['ein Euro', 'Euro'], part: ['ein Cent', 'Cent'] },
    EUR: { whole: ['ein Euro', 'Euro'], part: ['ein Cent', 'Cent'] },
    $: { whole: ['ein Dollar', 'Dollar'], part: ['ein Cent', 'Cent'] },
    USD: { whole: ['ein US-Dollar', 'US-Dollar'], part: ['ein Cent', 'Cent'] },
    '£': { whole: ['ein Pfund', 'Pfund'], part: ['ein Penny', 'Pence'] },
    CHF: { whole: ['ein Franken', 'Franken'], part: ['ein Rappen', 'Rappen'] },
    Fr: { whole: ['ein Franken', 'Franken'], part: ['ein Rappen', 'Rappen'] },
    DM: { whole: ['eine Mark', 'Mark'], part: ['ein Pfennig', 'Pfennig'] },
    '¥': { whole: ['ein Yen', 'Yen'], part: ['ein Sen', 'Sen'] },
  },
  units: {
    ...{ km: ['ein Kilometer', 'Kilometer'], m: ['ein Meter', 'Meter'], cm: ['ein Zentimeter', 'Zentimeter'] },
    ...{ mm: ['ein Millimeter', 'Millimeter'], kg: ['ein Kilogramm', 'Kilogramm'], g: ['ein Gramm', 'Gramm'] },
    ...{
      mg: ['ein Milligramm', 'Milligramm'],
      t: ['eine Tonne', 'Tonnen'],
      l: ['ein Liter', 'Liter'],
      ml: ['ein Milliliter', 'Milliliter'],
    },
    ...{
      'km/h': ['ein Kilometer pro Stunde', 'Kilometer pro Stunde'],
      'm/s': ['ein Meter pro Sekunde', 'Meter pro Sekunde'],
    },
    ...{
      'm²': ['ein Quadratmeter', 'Quadratmeter'],
      'km²': ['ein Quadratkilometer', 'Quadratkilometer'],
      'm³': ['ein Kubikmeter', 'Kubikmeter'],
    },
    ...{
      ha: ['ein Hektar', 'Hektar'],
      min: ['eine Minute', 'Minuten'],
      'Min.': ['eine Minute', 'Minuten'],
      s: ['eine Sekunde', 'Sekunden'],
    },
    ...{ 'Sek.': ['eine Sekunde', 'Sekunden'], 'Std.': ['eine Stunde', 'Stunden'], h: ['eine Stunde', 'Stunden'] },
    ...{
      kW: ['ein Kilowatt', 'Kilowatt'],
      W: ['ein Watt', 'Watt'],
      kWh: ['eine Kilowattstunde', 'Kilowattstunden'],
      V: ['ein Volt', 'Volt'],
    },
    ...{
      GB: ['ein Gigabyte', 'Gigabyte'],
      MB: ['ein Megabyte', 'Megabyte'],
      Hz: ['ein Hertz', 'Hertz'],
      MHz: ['ein Megahertz', 'Megahertz'],
    },
  },
  months: 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'.split(' '),
  day: (value, before) => inflected(value, before),
  ofMonth: '',
  ofYear: '',
  time(hour, minute) {
    const said = `${hour === 1 ? 'ein' : german.cardinal(hour)} Uhr`
    return minute === 0 ? said : `${said} ${german.cardinal(minute)}`
  },
  half: 'ein halb',
  fraction(over, under) {
    if (under === 2) return over === 1 ? 'ein halb' : `${german.cardinal(over)} halbe`
    const part = {
      3: 'Drittel',
      4: 'Viertel',
      5: 'Fünftel',
      6: 'Sechstel',
      7: 'Siebtel',
      8: 'Achtel',
      9: 'Neuntel',
      10: 'Zehntel',
    }[under]
    return part && `${over === 1 ? 'ein' : german.cardinal(over)} ${part}`
  },
  abbreviations: {
    ...{
      'z. B.': 'zum Beispiel',
      'z.B.': 'zum Beispiel',
      'd. h.': 'das heißt',
      'd.h.': 'das heißt',
      'u. a.': 'unter anderem',
    },
    ...{
      'u.a.': 'unter anderem',
      'usw.': 'und so weiter',
      'bzw.': 'beziehungsweise',
      'ca.': 'circa',
      'vgl.': 'vergleiche',
    },
    ...{
      'evtl.': 'eventuell',
      'ggf.': 'gegebenenfalls',
      'etc.': 'et cetera',
      'inkl.': 'inklusive',
      'sog.': 'sogenannte',
    },
    ...{
      'Dr.': 'Doktor',
      'Prof.': 'Professor',
      'Hr.': 'Herr',
      'Fr.': 'Frau',
      'St.': 'Sankt',
      'Str.': 'Straße',
      'geb.': 'geboren',
    },
    ...{
      'gest.': 'gestorben',
      'Jh.': 'Jahrhundert',
      'v. Chr.': 'vor Christus',
      'n. Chr.': 'nach Christus',
      'u. U.': 'unter Umständen',
    },
    ...{
      'z. T.': 'zum Teil',
      'i. d. R.': 'in der Regel',
      'o. Ä.': 'oder Ähnliches',
      'Abb.': 'Abbildung',
      'Tel.': 'Telefon',
    },
  },
  beforeNumber: {
    'Nr.': 'Nummer',
    'S.': 'Seite',
    'Bd.': 'Band',
    'Kap.': 'Kapitel',
    'Abs.': 'Absatz',
    'Art.': 'Artikel',
    '§': 'Paragraph',
  },
  ordinalSigns: {
    pattern: String.raw`\.(?=\s(?:\p{Ll}|Jahrhundert|Kapitel|Stock|Klasse|Mal|Platz|Geburtstag|Tag|Welt|Auflage|Etage|Jh))`,
    say(value, _sign, before, after) {
      if (/^\s\p{Ll}/u.test(after) && !articles.test(before)) return undefined
      return inflected(value, before)
    },
  },
  roman: {
    nouns:
      'Kapitel|Teil|Band|Buch|Akt|Szene|Abschnitt|Heinrich|Friedrich|Wilhelm|Karl|Ludwig|Otto|Elisabeth|Pius|Johannes Paul|Benedikt|Philipp|Leopold|Napoleon|Katharina|Weltkrieg|Papst \\p{L}+|König \\p{L}+|Kaiser \\p{L}+',
    say: (value, noun) =>
      /^(?:Kapitel|Teil|Band|Buch|Akt|Szene|Abschnitt)$/.test(noun)
        ? german.cardinal(value)
        : `der ${inflected(value, 'der ')}`,
  },
  decades: {
    pattern: /(?<![\d.,])(?<decade>(?:1[0-9])?\d0)er(?!\p{L})/gu,
    say: (value) => `${value > 999 ? german.year(value) : german.cardinal(value)}er`,
  },
}

const articles =
  /(?:^|\s)(?:als|der|die|das|den|dem|des|am|im|vom|zum|zur|beim|ein|eine|einen|einem|sein|seine|seinem|seinen|ihr|ihre|ihrem|mein|meine|meinem|jeder|jede|jedes|jeden)\s$/i

/** `am fünften`, `der fünfte`, `fünfter` */
function inflected(value: number, before: string): string {
  const stem = toOrdinal(value)
  if (
    /(?:^|\s)(?:am|vom|zum|im|dem|den|des|seit|bis|ab|beim|zur|einem|einen|seinem|seinen|ihrem|ihren|meinem|meinen)\s$/i.test(
      before,
    )
  )
    return `${stem}n`
  if (/(?:^|\s)(?:der|die|das|eine|seine|ihre|meine|jede)\s$/i.test(before)) return stem
  return `${stem}r`
}
