/** The name of one and of several. */
export type UnitNames = [one: string, several: string]

/** A unit after a number, or after the slash of a compound one. Compare signs as they are written: `mW` is no `MW`. */
export function findUnit(symbol: string): UnitNames | undefined {
  const bare = symbol
    .replace(/\.$/, '')
    .replace(/(?<=^(?:sq|cu|fl))\.?\s?(?=\p{L})/u, ' ')
    .replace(/\s/g, ' ')
    .replace('µ', 'μ')
  const known = units.get(bare) ?? units.get(bare.replaceAll('.', ''))
  if (known) return known
  const [first, second] = bare.split(/\s?\/\s?/)
  const over = units.get(first!)
  const under = second === undefined ? undefined : units.get(second.replace(/\.$/, ''))
  if (over && under) return [`${over[0]} per ${under[0]}`, `${over[1]} per ${under[0]}`]
  const [, base, power] = /^(\D+)([²³23])$/.exec(bare) ?? []
  const lengths = base && areaUnits.has(base) ? units.get(base) : undefined
  if (!lengths) return undefined
  const kind = power === '²' || power === '2' ? 'square' : 'cubic'
  return [`${kind} ${lengths[0]}`, `${kind} ${lengths[1]}`]
}

const areaUnits = new Set(['m', 'km', 'cm', 'mm', 'ft', 'in', 'mi', 'yd'])

const units = new Map<string, UnitNames>()

function add(written: string, one: string, several = `${one}s`): void {
  for (const symbol of written.split(' ')) units.set(symbol.replaceAll('_', ' '), [one, several])
}

add('km', 'kilometer')
add('m', 'meter')
add('cm', 'centimeter')
add('mm', 'millimeter')
add('μm', 'micrometer')
add('nm', 'nanometer')
add('mi', 'mile')
add('ft', 'foot', 'feet')
add('yd yds', 'yard')
add('in', 'inch', 'inches')
add('kg kgs', 'kilogram')
add('g gm', 'gram')
add('t', 'ton')
add('st', 'stone', 'stone')
add('mg', 'milligram')
add('μg mcg', 'microgram')
add('lb lbs', 'pound')
add('oz', 'ounce')
add('ml mL', 'milliliter')
add('cl cL', 'centiliter')
add('dl dL', 'deciliter')
add('l L', 'liter')
add('fl_oz', 'fluid ounce')
add('gal gals', 'gallon')
add('qt qts', 'quart')
add('pt pts', 'pint')
add('tsp tsps', 'teaspoon')
add('tbsp tbsps Tbsp', 'tablespoon')
add('doz', 'dozen', 'dozen')
add('ha', 'hectare')
add('sq_ft', 'square foot', 'square feet')
add('sq_m', 'square meter')
add('sq_km', 'square kilometer')
add('sq_mi', 'square mile')
add('sq_in', 'square inch', 'square inches')
add('sq_yd', 'square yard')
add('cu_ft', 'cubic foot', 'cubic feet')
add('cu_m', 'cubic meter')
add('cu_in', 'cubic inch', 'cubic inches')
add('cc', 'cc', 'ccs')
add('mph m.p.h', 'mile per hour', 'miles per hour')
add('kph kmh km/h kmph', 'kilometer per hour', 'kilometers per hour')
add('mpg', 'mile per gallon', 'miles per gallon')
add('rpm', 'revolution per minute', 'revolutions per minute')
add('bpm', 'beat per minute', 'beats per minute')
add('fps', 'frame per second', 'frames per second')
add('psi', 'pound per square inch', 'pounds per square inch')
add('h hr hrs', 'hour')
add('min mins', 'minute')
add('s sec secs', 'second')
add('ms', 'millisecond')
add('yr yrs', 'year')
add('mo mos', 'month')
add('wk wks', 'week')
add('W', 'watt')
add('kW', 'kilowatt')
add('MW', 'megawatt')
add('GW', 'gigawatt')
add('kWh', 'kilowatt hour')
add('MWh', 'megawatt hour')
add('V', 'volt')
add('kV', 'kilovolt')
add('mA', 'milliamp')
add('mAh', 'milliamp hour')
add('Ah', 'amp hour')
add('J', 'joule')
add('kJ', 'kilojoule')
add('cal', 'calorie')
add('kcal', 'kilocalorie')
add('Pa', 'pascal')
add('hPa', 'hectopascal')
add('kPa', 'kilopascal')
add('mb mbar', 'millibar')
add('dB', 'decibel')
add('Hz', 'hertz', 'hertz')
add('kHz KHz', 'kilohertz', 'kilohertz')
add('MHz', 'megahertz', 'megahertz')
add('GHz', 'gigahertz', 'gigahertz')
add('KB kB Kb', 'kilobyte')
add('MB', 'megabyte')
add('GB', 'gigabyte')
add('TB', 'terabyte')
add('PB', 'petabyte')
add('kbps Kbps kb/s', 'kilobit per second', 'kilobits per second')
add('Mbps Mb/s', 'megabit per second', 'megabits per second')
add('Gbps Gb/s', 'gigabit per second', 'gigabits per second')
add('MP', 'megapixel')
add('px', 'pixel')
add('dpi', 'dot per inch', 'dots per inch')
add('Ω', 'ohm')
add('kΩ', 'kilohm')
add('lm', 'lumen')
add('ly', 'light year')
add('day', 'day')
add('week', 'week')
add('month', 'month')
add('year', 'year')
add('night', 'night')
add('hour', 'hour')
add('minute', 'minute')
add('second', 'second')
add('person', 'person', 'people')
add('head', 'head', 'heads')

/** Units that are written out only behind a slash. */
const onlyBehindSlash = new Set(['day', 'week', 'month', 'year', 'night', 'hour', 'minute', 'second', 'person', 'head'])

/** The symbols that may follow a number, the longest first, as parts of a pattern. */
export const unitPattern = (() => {
  const all = [...units.keys()].filter((symbol) => !onlyBehindSlash.has(symbol))
  const escaped = (list: string[]) =>
    list
      .toSorted((a, b) => b.length - a.length)
      .map((symbol) => symbol.replaceAll('.', '\\.').replaceAll('μ', '[μµ]').replaceAll(' ', ' ?'))
      .join('|')
  const stopped = '(?:sq|cu)\\. ?(?:ft|in|yd|mi|km|m)|fl\\. ?oz'
  const powers = [...areaUnits].map((symbol) => `${symbol}[²³]`).join('|')
  return `(?:${powers}|(?:${escaped(all)}|${stopped})(?:/(?:${escaped([...units.keys()].filter((one) => !one.includes('/')))}))?)`
})()

/** Behind the slash of a price: `$5/kg`. */
export const perPattern = `(?:${[...units.keys()]
  .filter((symbol) => /^\w+$/.test(symbol))
  .toSorted((a, b) => b.length - a.length)
  .join('|')})`
