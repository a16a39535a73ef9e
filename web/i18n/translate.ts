import { createContext, useContext } from 'react'
import { german } from './de.ts'

/** The languages of the studio. English needs no catalogue: its texts are the names of the texts. */
export const languages = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof languages

const catalogues: Record<Language, Record<string, string> | undefined> = { en: undefined, de: german }

export type Translate = (text: string, values?: Record<string, string | number>) => string

/**
 * A text in a language, with `{names}` replaced by values. Where one is told otherwise than many, it has both forms:
 * `{count} line is shown.|{count} lines are shown.`
 */
export function translator(language: Language): Translate {
  const catalogue = catalogues[language]
  return (text, values = {}) =>
    formOf(catalogue?.[text] ?? text, values.count).replace(/\{(\w+)\}/g, (whole, name) =>
      writeValue(values[name] ?? whole, language),
    )
}

/** A text in the language of the page, told outside of its components. */
export const translate: Translate = (...text) => translator(chooseLanguage())(...text)

/** A number as people of the page's language write it; with `digits` behind the point where that is told. */
export function writeNumber(value: number, digits?: number): string {
  return value.toLocaleString(chooseLocale(), { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** A moment as people of the page's language write it. */
export function writeMoment(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toLocaleString(chooseLocale())
}

function writeValue(value: string | number, language: Language): string {
  return typeof value === 'number' ? value.toLocaleString(language) : value
}

function formOf(text: string, count: string | number | undefined): string {
  const [one, many] = text.split('|') as [string, string?]
  return many === undefined || Number(count) === 1 ? one : many
}

/** The one that was chosen here, else the browser's, else English. */
export function chooseLanguage(): Language {
  const wanted = [localStorage.getItem('language'), ...navigator.languages.map((tag) => tag.slice(0, 2))]
  return (wanted.find((one) => one !== null && one in languages) as Language | undefined) ?? 'en'
}

/** That language as it is written where the person is: for numbers and dates. */
export function chooseLocale(): string {
  const language = chooseLanguage()
  return navigator.languages.find((tag) => tag.startsWith(language)) ?? language
}

export const TranslateContext = createContext<Translate>(translator('en'))

export function useTranslate(): Translate {
  return useContext(TranslateContext)
}
