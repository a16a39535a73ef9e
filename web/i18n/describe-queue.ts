import type { Translate } from './translate.ts'

/** What the jobs of a queue do, by its name, such as `import`, `speak.flite`, or `export-abandoned`; the name itself where nothing is known of it. */
export function describeQueue(queue: string, t: Translate): string {
  const [, family = queue, engine = '', ending] = /^(\w+)\.?(.*?)(-abandoned)?$/.exec(queue) ?? []
  if (ending) return t('Given up: {work}', { work: describeQueue(family, t) })
  const work: Record<string, string> = {
    import: t('Read documents'),
    cast: t('Find who speaks'),
    convert: t('Plan what is to be spoken'),
    speak: engine ? t('Speak with {engine}', { engine }) : t('Speak'),
    publish: t('Publish'),
    export: t('Make files'),
    podcast: t('Write podcasts'),
    callback: t('Tell other programs'),
  }
  return work[family] ?? queue
}
