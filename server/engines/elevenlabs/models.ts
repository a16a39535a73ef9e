/** What one of the hosted service's models can do. */
export interface ElevenlabsModel {
  /** ISO 639-1. */
  languages: string[]
  /** Whether `<phoneme>` tags are obeyed; with other models the word in them may be left out. */
  takesPhonemes: boolean
  /** Whether `previous_text` and `next_text` are taken; with other models they are an error. */
  takesContext: boolean
  /** Whether `language_code` is taken; with other models it is an error. */
  takesLanguage: boolean
  /** Whether stability has three steps only. */
  hasSteps: boolean
}

const of29 = 'en ar bg cs da de el es fi fr hi hr id it ja ko ms nl pl pt ro ru sk sv ta tl tr uk zh'.split(' ')
const of32 = [...of29, 'hu', 'no', 'vi']
const of70 = [
  ...of32,
  ...'af hy as az be bn bs ca cy et gl ka gu ha he is ga jv kn kk ky lv ln lt lb mk ml mr ne ny ps fa pa'.split(' '),
  ...'sr sd sl so sw te th ur'.split(' '),
]

const usual = { languages: of29, takesPhonemes: false, takesContext: true, takesLanguage: false, hasSteps: false }
const english = { ...usual, languages: ['en'], takesPhonemes: true }
const fast = { ...usual, languages: of32, takesLanguage: true }

/** Sources: the service's pages on models, on pronunciation (phoneme tags) and on request stitching. */
const models: Record<string, ElevenlabsModel> = {
  eleven_multilingual_v2: usual,
  eleven_multilingual_v1: { ...usual, languages: ['en', 'de', 'es', 'fr', 'hi', 'it', 'pl', 'pt'] },
  eleven_flash_v2_5: fast,
  eleven_turbo_v2_5: fast,
  eleven_flash_v2: english,
  eleven_turbo_v2: english,
  eleven_monolingual_v1: english,
  eleven_v3: { ...usual, languages: of70, takesContext: false, takesLanguage: true, hasSteps: true },
}

/** A model that is not known here is taken for one like `eleven_multilingual_v2`. */
export function modelOf(id: string): ElevenlabsModel {
  return Object.hasOwn(models, id) ? models[id]! : usual
}
