import type { SearchVoicesQuery } from '#contract/voices.ts'
import { StudioError } from '#server/base/errors.ts'
import type { Voice } from '#server/voices/voice-catalogue.ts'

/**
 * A page of the voices that a query asks for. The token of the next page is the number of voices before it.
 * @param collections those that each voice is in
 */
export function searchVoices(voices: Voice[], query: SearchVoicesQuery, collections = new Map<string, string[]>()) {
  const words = wordsOf(query.search)
  const matches = toFilter(query)
  const isIn = ({ id }: Voice) => !query.collection_id || collections.get(id)?.includes(query.collection_id)
  const found = sorted(
    voices.filter((voice) => matches(voice) && says(voice, words) && isIn(voice)),
    query,
  )
  const start = parseToken(query.next_page_token)
  const end = start + query.page_size
  const nextPageToken = end < found.length ? String(end) : null
  return { found: found.length, page: found.slice(start, end), nextPageToken }
}

/** All our voices are built in: they are what `default` means, and nobody's own. */
const foreignTypes = ['personal', 'community', 'workspace', 'non-default', 'saved']

/** What is wanted is read once, however many voices there are: a query may name a thousand languages. */
function toFilter(query: SearchVoicesQuery): (voice: Voice) => boolean {
  const isBuiltIn =
    !foreignTypes.includes(query.voice_type ?? '') &&
    (query.category ?? 'premade') === 'premade' &&
    !query.fine_tuning_state
  const isAsked = (id: string) => !query.voice_ids || query.voice_ids.includes(id)
  const isLanguage = oneOf(query.language)
  const isUseCase = oneOf(query.use_cases)
  const isGender = oneOf(query.gender)
  const isAge = oneOf(query.age)
  const isAccent = oneOf(query.accent)
  return ({ labels, id, language }) =>
    isBuiltIn &&
    isAsked(id) &&
    isLanguage(language) &&
    isUseCase(labels.use_case) &&
    isGender(labels.gender) &&
    isAge(labels.age) &&
    isAccent(labels.accent)
}

/** Whether a value is one of those that are wanted; any is when none are. */
function oneOf(wanted: string | string[] | null | undefined): (value: string | undefined) => boolean {
  const known = new Set([wanted ?? []].flat().map((one) => one.toLowerCase()))
  return (value = '') => known.size === 0 || known.has(value.toLowerCase())
}

/** Each once: a search may repeat one thousands of times. */
function wordsOf(search: string | null | undefined): string[] {
  return [...new Set((search ?? '').toLowerCase().split(/\s+/))]
}

/** Every word of the search stands somewhere in what the voice says of itself. */
function says(voice: Voice, words: string[]): boolean {
  const told = [voice.id, voice.title, voice.description, 'premade', ...Object.values(voice.labels)]
  const text = told.join(' ').toLowerCase()
  return words.every((word) => text.includes(word))
}

function sorted(voices: Voice[], { sort, sort_direction }: SearchVoicesQuery): Voice[] {
  const byName = sort === 'name' ? voices.toSorted((a, b) => a.title.localeCompare(b.title)) : voices
  return sort_direction?.toLowerCase() === 'desc' ? byName.toReversed() : byName
}

function parseToken(token: string | null | undefined): number {
  if (!token) return 0
  if (/^\d{1,9}$/.test(token)) return Number(token)
  throw new StudioError('invalid_parameters', 'This next_page_token does not come from here.', {
    param: 'next_page_token',
  })
}
