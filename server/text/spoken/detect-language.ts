/**
 * The language of a text among those that we have words for, told by its commonest small words and its letters; undefined
 * when a text is too short to tell. Looks at its beginning only.
 */
export function detectLanguage(text: string): string | undefined {
  const words =
    text
      .slice(0, longestLook)
      .toLowerCase()
      .match(/[\p{L}’']+/gu) ?? []
  const scores = new Map<string, number>()
  for (const word of words) {
    for (const language of languagesOf.get(word.replaceAll('’', "'")) ?? [])
      scores.set(language, (scores.get(language) ?? 0) + 1)
    for (const [language, pattern] of letters)
      if (pattern.test(word)) scores.set(language, (scores.get(language) ?? 0) + 1)
  }
  const [best, second] = [...scores].sort((a, b) => b[1] - a[1])
  return best && best[1] >= fewestSigns && best[1] >= 1.4 * (second?.[1] ?? 0) ? best[0] : undefined
}

const longestLook = 1000
const fewestSigns = 2

const smallWords: Record<string, string> = {
  en: `the of and to in is it that was he for on are with as his they at be this from have or by had not but what were we when
    your can said there she which their if will do him has more her my me out so then them would who been its no now did`,
  de: `der die das und ist in den von zu mit sich des auf für nicht ein eine als auch es an er sie wir ich war wie im dem aus
    bei nach hat noch einen einem wurde wird aber über so man sind um am zum zur kein dann oder vor nur mein sein ihr uhr`,
  fr: `le la les de des et un une du est en que qui dans il elle pour pas sur au aux ce se ne par plus avec son sa ses je nous
    vous ils mais ou où était été cette comme tout c'est l'on sont avait leur si deux y on d'un d'une il y à très`,
  es: `el la los las de y en que un una por con no es su para al lo del se como más pero sus le ya o este sí porque esta entre
    cuando muy sin sobre también me hasta hay donde era fue está son ella él había todo eso yo mi tiene hoy costaba`,
  it: `il la le lo gli i di e che un una in per non è con del della si da al come più ma dei nel sono alla anche su era ha le
    suo sua questo quando io mi ci se o dal delle degli nella loro essere stato aveva tutto lui lei ho`,
  pt: `o a os as de e que um uma em do da no na por com não é para se ao dos das mais como mas foi ele ela seu sua ou quando
    muito nos já eu também pelo pela até isso era ser tem há nas num às você são está havia ainda custava`,
}
const languagesOf = new Map<string, string[]>()
for (const [language, list] of Object.entries(smallWords)) {
  for (const word of new Set(list.split(/\s+/))) languagesOf.set(word, [...(languagesOf.get(word) ?? []), language])
}

/** Letters and endings that hardly any other of these languages has. */
const letters: [string, RegExp][] = [
  ['de', /[äöüß]|(?:ung|lich|keit|schen)$/],
  ['fr', /[êœçùû]|^[ldjqnscm]'|(?:eaux|tion|ment)$/],
  ['es', /[ñ¿¡]|(?:ción|mente|dad)$/],
  ['it', /(?:zione|mente|ità|gli|cchio)$|[àìò]$/],
  ['pt', /[ãõ]|(?:ção|ões|mente|dade)$/],
  ['en', /(?:tion|ing|ness)$|'(?:s|t|re|ll)$/],
]
