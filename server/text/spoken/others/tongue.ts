/** What is called by a number of it: `ein Euro`, `zwei Euro`. */
export type Counted = [one: string, several: string]

/** How a language says what is written in figures. Words for one already have its article: `eine Stunde`, `un euro`. */
export interface Tongue {
  cardinal(value: number): string
  /** Of the masculine, as in a list. */
  ordinal(value: number): string
  /** 1984; as a cardinal where the language makes no difference. */
  year(value: number): string
  /** Before a noun, where a number that ends in one is shorter: `veintiún`. */
  beforeNoun(words: string): string
  /** 1.5 takes the singular. */
  isOneUntilTwo?: boolean
  point: string
  minus: string
  plus: string
  equals: string
  and: string
  to: string
  percent: string
  degree: Counted
  squared: string
  scales: Record<string, Counted>
  /** Between a million and what is counted: `de`, `d’`. */
  ofMillions(noun: string): string
  currencies: Record<string, { whole: Counted; part: Counted }>
  units: Record<string, Counted>
  months: string[]
  /** The day of a month, by the words before it. */
  day(value: number, before: string): string
  /** Between day, month and year. */
  ofMonth: string
  ofYear: string
  time(hour: number, minute: number): string
  half: string
  /** `drei Viertel`; undefined where there is no short way. */
  fraction(over: number, under: number): string | undefined
  /** Written with their last stop, in small letters or with the capital that they have. */
  abbreviations: Record<string, string>
  /** Before a number only. */
  beforeNumber: Record<string, string>
  /** The number signs of ordinals: `1er`, `2º`; finds the ordinal for digits and the sign. */
  ordinalSigns: { pattern: string; say(value: number, sign: string, before: string, after: string): string | undefined }
  /** After these words a Roman numeral is a number, as an ordinal where it says so. */
  roman: { nouns: string; say(value: number, noun: string): string }
  decades?: { pattern: RegExp; say(value: number): string }
}
