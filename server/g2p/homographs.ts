import type { Accent } from '#server/text/spoken/english/context.ts'
import { Place } from './place.ts'
import { findSense } from './senses.ts'
import type { TaggedToken } from './tag-tokens.ts'
import type { Tag } from './tagging/tags.ts'

/**
 * Words that are written alike and sound otherwise (`read`, `wind`, `lead`) as their neighbours have it: first a tag that the
 * tagger missed, then the meaning, which no tag tells.
 * @param hasVerb whether a word sounds otherwise as a verb
 */
export function settleHomographs(
  tokens: TaggedToken[],
  accent: Accent,
  hasVerb: (word: string) => boolean,
): TaggedToken[] {
  const settled = [...tokens]
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'word' || token.isWhole) continue
    const lower = token.text.toLowerCase()
    const place = new Place(settled, index)
    const tag = isReadWord(lower) ? tagOfRead(place) : hasVerb(lower) ? tagByContext(place, lower) : undefined
    const sense = findSense(lower, token.text, place, tag ?? token.tag)
    if (sense)
      settled[index] = 'tag' in sense ? { ...token, tag: sense.tag } : { ...token, ...toReading(sense, accent) }
    else if (tag) settled[index] = { ...token, tag }
  }
  return settled
}

function toReading(sense: { us: string; gb: string } | { text: string }, accent: Accent): Partial<TaggedToken> {
  return 'text' in sense ? { text: sense.text, tag: 'VB' } : { reading: sense[accent] }
}

const wordSet = (list: string) => new Set(list.split(/\s+/))
const modals = wordSet(
  "will would can could may might must shall should can't couldn't won't wouldn't shouldn't mustn't cannot needn't 'll i'll you'll he'll she'll it'll we'll they'll i'd you'd he'd she'd we'd they'd",
)
const doing = wordSet("do does did don't doesn't didn't let's")
const having = wordSet("have has had having haven't hasn't hadn't i've you've we've they've 've he's she's who's")
const being = wordSet('is are was were be been being am get got gets')
const pronouns = wordSet('i you he she it we they who')
const objects = wordSet('me you him her it us them this that these those yourself himself herself itself themselves')
const prepositional = wordSet(
  'listen listens listened listening due according next thanks prior addition regard respect devoted attached back belong belongs reaction react subject close exposed added similar down up',
)

/** A tag that the neighbours make sure of, for a word that sounds otherwise as a verb; undefined leaves it to the tagger. */
function tagByContext(place: Place, lower: string): Tag | undefined {
  const { word: before, offset } = place.before()
  const next = place.word(1)
  const nextTag = place.tag(1)
  const isObjectNext = nextTag === 'DT' || nextTag === 'PRP$' || objects.has(next)
  const own = place.tokens[place.index]!.tag
  if (own.startsWith('VB') && !(own === 'VB' || own === 'VBP')) return undefined
  if ((modals.has(before) || doing.has(before)) && place.tag(offset - 1) !== 'DT') return 'VB'
  if (pronouns.has(before) && (modals.has(place.word(offset - 1)) || doing.has(place.word(offset - 1)))) return 'VB'
  if (before === 'to' && offset >= -2) {
    if (isObjectNext) return 'VB'
    if (prepositional.has(place.word(offset - 1))) return undefined
    if (nextTag === undefined || ['RB', 'IN', 'RP', 'CC', '.', 'TO'].includes(nextTag))
      return place.tag(offset - 1) === 'CD' ? undefined : 'VB'
    return undefined
  }
  if (having.has(before) && lower === 'wound') return 'VBN'
  if (isObjectNext && next !== 'that') {
    if (place.isFirst() || before === 'please' || before === 'kindly') return 'VB'
    if ((place.tag(-1) === 'CC' || place.word(-1) === ',') && (own === 'NN' || own === 'JJ') && nextTag !== 'DT')
      return 'VB'
  }
  const determiner = place.tag(-1)
  const isEnd =
    nextTag === undefined ||
    nextTag === '.' ||
    nextTag === 'CC' ||
    nextTag === 'MD' ||
    nextTag === 'VBD' ||
    nextTag === 'VBZ'
  if (
    (determiner === 'DT' || determiner === 'PRP$') &&
    (own === 'VB' || own === 'VBP' || (own === 'JJ' && isEnd)) &&
    !/^(?:that|this|all|both|each)$/.test(place.word(-1)) &&
    nextTag !== 'NN' &&
    nextTag !== 'JJ'
  )
    return 'NN'
  if (own === 'NN' && isPluralSubject(place) && !hasFiniteVerb(place)) return 'VBP'
  return undefined
}

/** `Muscles contract in the cold`: a plural noun that begins the sentence, and no other verb behind. */
function isPluralSubject(place: Place): boolean {
  const subject = place.word(-1)
  if (place.tag(-1) !== 'NN' && place.tag(-1) !== 'NNP') return false
  if (!/[^s]s$/.test(subject) && !/^(?:people|men|women|children|wires|mice)$/.test(subject)) return false
  const own = place.tokens[place.index]!.text
  if (/s$/.test(own)) return false
  const start = place.tag(-2)
  if (start !== undefined && !['DT', 'JJ', 'PRP$', 'CD', 'CC', 'RB', '.'].includes(start)) return false
  const next = place.tag(1)
  return (
    next === 'IN' ||
    next === 'DT' ||
    next === 'PRP$' ||
    next === 'RB' ||
    next === 'NN' ||
    next === 'TO' ||
    next === 'WH' ||
    next === 'CC' ||
    next === 'JJ' ||
    next === undefined
  )
}

function hasFiniteVerb(place: Place): boolean {
  for (let offset = 1; offset <= 12; offset++) {
    const tag = place.tag(offset)
    if (tag === undefined || place.word(offset) === ',') return false
    if (tag === 'VBD' || tag === 'VBZ' || tag === 'VBP' || tag === 'MD') return true
  }
  return false
}

function isReadWord(word: string): boolean {
  return word === 'read' || word === 'reread' || word === 're-read'
}

const usually = wordSet(
  'every each always usually often sometimes daily nightly rarely seldom generally normally tend regularly whenever weekly nowadays today',
)
const conditions = wordSet('if rather like unless gladly')
const formerly = wordSet(
  'yesterday last ago was were had did then once earlier previously before went said came told asked found',
)

/** `read` as in `to read` is VB, as in `had read` VBN or VBD. */
function tagOfRead(place: Place): Tag | undefined {
  const { word: before, offset } = place.before()
  const isOwnVerb = /'d$/.test(before)
  if ((modals.has(before) && !isOwnVerb) || doing.has(before) || before === 'to' || before === 'please')
    return isPerfect(place, offset) ? 'VBN' : 'VB'
  if (having.has(before) || being.has(before)) return 'VBN'
  if (isOwnVerb) return place.isNear(conditions, 12) ? 'VB' : 'VBN'
  if (pronouns.has(before)) {
    const earlier = place.before(offset - 1).word
    if (doing.has(earlier) || modals.has(earlier)) return 'VB'
    if (having.has(earlier)) return 'VBN'
  }
  if (place.isFirst()) return place.tag(1) === 'IN' || place.word(1) === 'by' ? undefined : 'VB'
  if (/^(?:he|she|it)$/.test(before)) return 'VBD'
  if (pronouns.has(before) || (place.tag(-1) === 'NN' && /s$/.test(before))) return isHabit(place) ? 'VB' : 'VBD'
  if ((before === ',' || before === 'and') && startsWithVerb(place)) return 'VB'
  if (before === 'and' || before === 'or') {
    const verb = place.tag(offset - 1)
    if (verb === 'VB') return 'VB'
    if (verb === 'VBD' || verb === 'VBN') return 'VBD'
  }
  return undefined
}

/** `Take a book, then read it.` */
function startsWithVerb(place: Place): boolean {
  let offset = -1
  while (place.at(offset - 1)) offset--
  return place.tag(offset) === 'VB' && place.word(offset) !== 'read'
}

/** `would have read` reaches back over have. */
function isPerfect(place: Place, offset: number): boolean {
  return having.has(place.word(offset))
}

function isHabit(place: Place): boolean {
  let isPresent = false
  for (const { word, tag } of place.others()) {
    if (formerly.has(word) || tag === 'VBD') return false
    if (usually.has(word) || tag === 'VBZ' || (tag === 'VBP' && word !== 'read')) isPresent = true
  }
  return isPresent
}
