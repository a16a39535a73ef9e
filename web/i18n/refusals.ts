import { germanRefusals } from './de-refusals.ts'
import { englishRefusals } from './en-refusals.ts'
import { chooseLanguage, type Language } from './translate.ts'

/** By the codes of the error catalogue. */
const catalogues: Record<Language, Record<string, string>> = { en: englishRefusals, de: germanRefusals }

/** Why the server does not do something, in the person's language; in the server's words where no catalogue has them. */
export function tellRefusal({ code, message }: { code: string; message: string }): string {
  return catalogues[chooseLanguage()][code] ?? message
}
