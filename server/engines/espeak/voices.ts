import type { EngineVoice } from '../engine.ts'

/** What espeak-ng speaks of the languages that have a code of two letters (ISO 639-1), English first. */
export const languages = (
  'en af am an ar as az ba be bg bn bs ca cs cv cy da de el eo es et eu fa fi fr ga gd gn gu he hi hr ht hu hy ia id ' +
  'io is it ja ka kk kl kn ko ku ky la lb lt lv mi mk ml mr ms mt my ne nl no om or pa pl pt qu ro ru sd si sk sl sq ' +
  'sr sv sw ta te th tk tn tr tt ug uk ur uz vi zh'
).split(' ')

/** Where espeak-ng has another code than the rest of the world. */
const otherCodes: Record<string, string> = { cmn: 'zh', nb: 'no' }

/**
 * The voices in what `espeak-ng --voices` prints: a table of priority, language, age and gender, name, file and other
 * languages. A voice is called by its language, `en-gb-x-rp`. English ones come first, American ahead of all.
 */
export function readVoiceTable(table: string): EngineVoice[] {
  const voices = new Map<string, EngineVoice>()
  for (const line of table.split('\n').slice(1)) {
    const [, name, title] = /^\s*\d+\s+(\S+)\s+\S+\s+(\S+)\s+\S+/.exec(line) ?? []
    const language = name && languageOf(name)
    if (language && !voices.has(name)) voices.set(name, toVoice(name, title!.replaceAll('_', ' ').trim(), language))
  }
  return [...voices.values()].sort((a, b) => rank(a) - rank(b))
}

function languageOf(name: string): string | undefined {
  const [code] = name.split('-') as [string]
  const language = otherCodes[code] ?? code
  return /^[A-Za-z0-9][\w-]*$/.test(name) && languages.includes(language) ? language : undefined
}

function toVoice(name: string, title: string, language: string): EngineVoice {
  const [, accent] = /\((.+)\)/.exec(title) ?? []
  return {
    name,
    title: `${title} (espeak-ng)`,
    description: 'Voice of the espeak-ng program on this machine: quick and clear, but robotic.',
    language,
    labels: { ...(accent && { accent: accent.toLowerCase() }), use_case: 'draft', descriptive: 'robotic' },
  }
}

function rank({ name, language }: EngineVoice): number {
  if (name === 'en-us') return 0
  return language === 'en' ? 1 : 2
}
