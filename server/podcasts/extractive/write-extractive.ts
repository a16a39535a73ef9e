import { StudioError } from '#server/base/errors.ts'
import { lengths, secondsOf } from '../length.ts'
import type { Pace, PodcastRequest, ReadableSource, Turn } from '../podcast.ts'
import { withFrame } from '../turns.ts'
import { type Composition, composeTurns } from './compose.ts'
import { rankSentences } from './rank-sentences.ts'
import { listSentences } from './sentences.ts'
import { listThemes } from './themes.ts'
import { findWording, hostLanguages } from './wording.ts'

/**
 * Writes a script without a language model: its statements are sentences of the sources, word by word, and what stands
 * between them are set phrases. A source that is too short ends it earlier.
 * @throws StudioError `unsupported_language`, `source_too_short`
 */
export async function writeExtractive(
  request: PodcastRequest,
  sources: ReadableSource[],
  { language, pace }: { language: string; pace: Pace },
): Promise<Turn[]> {
  const wording = findWording(language)
  if (!wording) throw cannotHost(language)
  const sentences = await listSentences(sources, wording)
  const { order } = await rankSentences(sentences, language, request.highlights)
  if (order.length === 0) throw noSentences()
  const candidates = [...new Set(order.flat())].map((index) => sentences[index]!.text)
  const composition: Composition = { request, sources, sentences, wording, themes: listThemes(candidates, language) }
  const compose = (count: number) =>
    withFrame(composeTurns(composition, new Set(order.slice(0, count).flat())), request)
  const { aim } = lengths[request.durationScale]
  return compose(mostThat((count) => secondsOf(compose(count), pace) <= aim, order.length))
}

/** The largest count up to `most` that fits, and at least one: more sentences last longer. */
function mostThat(fits: (count: number) => boolean, most: number): number {
  let [low, high] = [1, most]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(middle)) low = middle
    else high = middle - 1
  }
  return low
}

function cannotHost(language: string): StudioError {
  const names = new Intl.DisplayNames(['en'], { type: 'language' })
  const spoken = new Intl.ListFormat('en').format(hostLanguages.map((one) => names.of(one)!))
  const sentence = `The source is in ${names.of(language)}; without a language model podcasts are made in ${spoken}.`
  return new StudioError('unsupported_language', sentence, { param: 'language' })
}

function noSentences(): StudioError {
  const sentence = 'The source has no sentences that could be said by themselves.'
  return new StudioError('source_too_short', sentence, { param: 'source' })
}
