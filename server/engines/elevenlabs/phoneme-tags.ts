import type { GivenPhonemes, Utterance, Warning } from '../engine.ts'

/** Puts `<phoneme>` tags around the stretches whose phonemes the writer gave, as far as these are phonemes at all. */
export function placePhonemeTags({ text, phonemes }: Pick<Utterance, 'text' | 'phonemes'>): {
  text: string
  warnings: Warning[]
} {
  const warnings: Warning[] = []
  let tagged = ''
  let at = 0
  for (const given of phonemes.toSorted((a, b) => a.start - b.start)) {
    const word = text.slice(given.start, given.end)
    if (given.start < at || !isPhonetic(given)) {
      warnings.push(notTaken(given.phonemes, word))
      continue
    }
    const ph = given.phonemes.trim().replace(/\s+/g, ' ')
    tagged += `${withoutTags(text.slice(at, given.start))}<phoneme alphabet="${given.alphabet}" ph="${ph}">${word}</phoneme>`
    at = given.end
  }
  return { text: tagged + withoutTags(text.slice(at)), warnings }
}

/** What looks like one of the service's tags in a plain text is text: its `<` becomes a space, so that no place moves. */
export function withoutTags(text: string): string {
  return text.replace(/<(?=\/?(?:phoneme|break)\b)/gi, ' ')
}

/** What stands outside of tags. */
export function outsideTags(text: string): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = []
  let start = 0
  for (const { index, 0: tag } of text.matchAll(/<\/?phoneme\b[^>]*>/g)) {
    ranges.push({ start, end: index })
    start = index + tag.length
  }
  return [...ranges, { start, end: text.length }]
}

/** Whether it could be phonemes; the service knows which of them it has. */
function isPhonetic({ alphabet, phonemes }: GivenPhonemes): boolean {
  if (alphabet === 'ipa') return /^[\p{L}\p{M}\u02b0-\u02ff.|‖‿\s]+$/u.test(phonemes.trim())
  return /^[A-Z]{1,2}[0-2]?(?:\s+[A-Z]{1,2}[0-2]?)*$/.test(phonemes.trim())
}

function notTaken(phonemes: string, word: string): Warning {
  const message = `Engine elevenlabs cannot take "${phonemes}" as phonemes and reads "${word}" as written.`
  return { code: 'phonemes_ignored', message }
}
