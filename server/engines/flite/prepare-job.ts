import { foldToAscii } from '#server/text/fold-ascii.ts'
import { composeMaps, type OffsetMap, type Stretch } from '#server/text/offset-map.ts'
import type { Utterance, Warning } from '../engine.ts'
import { firstWords } from '../first-words.ts'
import type { FliteJob } from './flite-thread.ts'
import { placeGivenWords } from './given-words.ts'
import type { FliteVoice } from './voices.ts'

/** How much slower and faster than the voice's own pace flite stays understandable. */
export const speedReach: readonly [number, number] = [0.5, 2]

/** What flite is asked for an utterance, the map from the written text to the text it reads, and what is lost on the way. */
export function prepareJob(
  utterance: Utterance,
  { base, stretch, pitch, gainDecibels }: FliteVoice,
): { job: FliteJob; map: OffsetMap; warnings: Warning[] } {
  const given = placeGivenWords(utterance)
  const folded = foldToAscii(given.text)
  const { speed, warnings } = speedWithinReach(utterance)
  const features = { duration_stretch: stretch / speed, f0_shift: pitch }
  return {
    job: { text: inOneLine(folded.text), lexicon: given.lexicon, voice: base, features, gainDecibels },
    map: composeMaps(given.map, folded.map),
    warnings: [...warnings, ...given.warnings, ...unsayable(given.text, folded)],
  }
}

function speedWithinReach({ settings }: Utterance): { speed: number; warnings: Warning[] } {
  const asked = settings.speed ?? 1
  const [slowest, fastest] = speedReach
  const speed = Math.min(fastest, Math.max(slowest, asked))
  if (speed === asked) return { speed, warnings: [] }
  const message = `Engine flite speaks at a speed from ${slowest} to ${fastest}; it took ${speed} instead of ${asked}.`
  return { speed, warnings: [{ code: 'setting_out_of_range', message }] }
}

/** Blank lines and control characters would end flite's sentence or its reading; each becomes a space. */
function inOneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]/gu, ' ')
}

/** A warning that names the letters, digits and pictures of which nothing is left in the folded text. */
function unsayable(source: string, { text, map }: { text: string; map: OffsetMap }): Warning[] {
  const isLost = ({ equal, start, end }: Stretch) => !equal && !/[A-Za-z0-9]/.test(text.slice(start, end))
  let lost = ''
  let lostEnd = 0
  for (const { sourceStart, sourceEnd } of map.filter(isLost)) {
    const part = source.slice(sourceStart, sourceEnd)
    if (!/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(part)) continue
    lost += sourceStart === lostEnd ? part : ` ${part}`
    lostEnd = sourceEnd
  }
  if (lost === '') return []
  const message = `Engine flite speaks English only and leaves out "${firstWords(lost)}".`
  return [{ code: 'character_ignored', message }]
}
