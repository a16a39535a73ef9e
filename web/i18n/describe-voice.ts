import { chooseLocale, type Translate } from './translate.ts'

/** What a voice is like, as in `British, female, English`. What no catalogue knows is told as the voice tells it. */
export function describeVoice(labels: Record<string, string | null | undefined>, t: Translate): string {
  const known: Record<string, string> = {
    ...{ female: t('female'), male: t('male'), neutral: t('neutral') },
    ...{ young: t('young'), middle_aged: t('middle-aged'), old: t('old') },
    ...{ american: t('American'), british: t('British'), scottish: t('Scottish') },
    ...{ irish: t('Irish'), australian: t('Australian'), indian: t('Indian') },
  }
  const told = [labels.accent, labels.gender, labels.age].filter((label) => label != null && label !== '')
  const words = told.map((label) => known[label!.toLowerCase()] ?? label!)
  if (labels.language) words.push(nameOfLanguage(labels.language))
  const text = words.join(', ')
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

/** What a voice pack brings. One that no catalogue knows tells it itself. */
export function describePack({ description }: { description: string }, t: Translate): string {
  const known: Record<string, string> = {
    'Kokoro-82M: natural English voices, American and British': t(
      'Kokoro-82M: natural English voices, American and British',
    ),
    'A quick American voice, male, of the Piper engine': t('A quick American voice, male, of the Piper engine'),
  }
  return known[description] ?? description
}

function nameOfLanguage(tag: string): string {
  try {
    return new Intl.DisplayNames(chooseLocale(), { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag // not one that anybody speaks
  }
}
