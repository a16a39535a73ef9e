/**
 * The language of a text by its most frequent small words, or by its script; undefined when it cannot be told.
 * A page may say of itself that it is in English and be in another language, so what is written counts first.
 * @returns ISO 639-1
 */
export function detectLanguage(text: string): string | undefined {
  const sample = text.slice(0, sampleLength)
  const letters = sample.match(/\p{L}/gu)?.length ?? 0
  if (letters < fewestLetters) return undefined
  return languageOfScript(sample, letters) ?? languageOfWords(sample)
}

const sampleLength = 20_000
const fewestLetters = 100

/** Scripts that tell the language well enough; kana before Han, since Japanese has both. */
const scripts: [script: RegExp, language: string][] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/gu, 'ja'],
  [/\p{Script=Han}/gu, 'zh'],
  [/\p{Script=Hangul}/gu, 'ko'],
  [/[іїєґ]/giu, 'uk'],
  [/\p{Script=Cyrillic}/gu, 'ru'],
  [/\p{Script=Greek}/gu, 'el'],
  [/\p{Script=Arabic}/gu, 'ar'],
  [/\p{Script=Hebrew}/gu, 'he'],
  [/\p{Script=Thai}/gu, 'th'],
  [/\p{Script=Devanagari}/gu, 'hi'],
]

function languageOfScript(sample: string, letters: number): string | undefined {
  const latin = sample.match(/\p{Script=Latin}/gu)?.length ?? 0
  if (latin > letters / 2) return undefined
  return scripts.find(([script]) => (sample.match(script)?.length ?? 0) > letters / 20)?.[1]
}

/** The words that make up a fifth to a third of any prose of a language, those of its neighbours left out where they can be. */
const smallWords: Record<string, string> = {
  en: 'the of and to in that was is it for with as his he on be at by had not are but from or have they which this',
  de: 'der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach',
  fr: 'de la le et les des en un du une que est pour qui dans par plus pas au sur ne se ce il sont avec son mais',
  es: 'de la que el en y los del se las por un para con no una su al lo como más pero sus le ya o fue este ha',
  it: 'di e che la il un a per in una è sono del non con della si da le dei nel al più anche come ma gli alla',
  pt: 'de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem',
  nl: 'de van het een en in is dat op te zijn met voor niet aan er om ook als dan maar bij door naar worden uit ze die',
  sv: 'och i att det som en på är av för med den till inte har de ett om var men sig så vi från kan han när',
  da: 'og i at det er en til af på de med for ikke der som den et har om men sig var han fra kan havde hun',
  no: 'og i det er på en til av som for med at ikke de har den om et var men seg han fra kan så hun etter',
  fi: 'ja on ei se että oli hän joka mutta ovat kun niin myös mukaan sen vuonna ole hänen tai jos kuin',
  pl: 'w i na z się nie do to że o jest jak od po przez za co dla tym być był jego ale ich oraz są',
  cs: 'a v se na je že s z do o to jako za by pro ve k jsou si po ale které byl který od jeho',
  tr: 've bir bu da de için ile çok olarak daha olan gibi en o sonra kadar ne var ama her mi ki',
  hu: 'a az és hogy nem is egy volt meg csak de ez mint már azt el ha ki lehet vagy még sem kell',
  ro: 'de și în a la că cu nu o pe un este din care se mai pentru au fost sau ca dar prin sunt fi',
}

/** What every sentence of a language has, and which tells nothing of it. @param language ISO 639-1 */
export function smallWordsOf(language: string): Set<string> {
  const own = (smallWords[language] ?? '').split(' ')
  return new Set([...own, ...(language === 'en' ? moreEnglish.split(' ') : [])])
}

/** English has many small words that are of little help to tell it by. */
const moreEnglish =
  'she her him them their there what when who whom where how why has have had been being will would can could should may might about into over after before more most such also just very said says one two other some any all many much own same out down off again only than then so if no an were our your you we i me my its it’s these those each both through while during between because until against'

const wordLists = Object.entries(smallWords).map(([language, words]) => [language, new Set(words.split(' '))] as const)
/** So many of the words must be small ones of the language. */
const smallestShare = 0.12

function languageOfWords(sample: string): string | undefined {
  const words = sample.toLowerCase().match(/\p{L}+/gu) ?? []
  const shares = wordLists.map(([language, list]) => {
    return { language, share: words.filter((word) => list.has(word)).length / words.length }
  })
  const [best] = shares.sort((one, other) => other.share - one.share)
  return best && best.share >= smallestShare ? best.language : undefined
}
