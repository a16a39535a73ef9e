import type { Range } from '#server/text/range.ts'
import { type NounPhrase, readNounPhrase } from '../words/noun-phrases.ts'
import type { Gender } from '../words/people.ts'
import { type Token, toTokens } from '../words/tokens.ts'

const maleWords = new Set(['sir', 'sire', "guv'nor", 'monsieur', 'gentlemen', 'lad', 'sonny', 'mister'])
const femaleWords = new Set([
  'madam',
  "ma'am",
  'ma’am',
  'mum',
  'madame',
  'miss',
  'mademoiselle',
  'ladies',
  'missus',
  'lass',
])
/** Kin are called by what they are. */
const callable = new Set(
  `mother father papa mamma mama ma pa mum mummy mom dad daddy uncle aunt auntie grandfather grandmother grandma grandpa brother
  sister son daughter doctor captain colonel major sergeant professor inspector nurse cousin child boy girl`.split(
    /\s+/,
  ),
)
const lead = new Set(
  'oh o ah well yes no dear dearest my now why come please but and say hey hello hallo so thank you then here good poor old'.split(
    ' ',
  ),
)

/** Whom a quotation speaks to, and who is named in it. */
export function readAddress(text: string, { start, end }: Range) {
  const tokens = toTokens(text, start + 1, end)
  const addressed: NounPhrase[] = []
  const named: NounPhrase[] = []
  let addressedGender: Gender = 'unknown'
  let ownName: NounPhrase | undefined
  for (const index of tokens.keys()) addressedGender = addressedAs(tokens, index) ?? addressedGender
  for (let at = 0; at < tokens.length; at++) {
    const phrase = readNounPhrase(tokens, at) ?? kinAt(tokens, at)
    if (!phrase || phrase.kind === 'pronoun') continue
    if (!phrase.isPossessive && isAddress(tokens, phrase)) addressed.push(phrase)
    else if (phrase.kind === 'name') {
      if (namesItself(tokens, phrase)) ownName = phrase
      else named.push(phrase)
    }
    at = phrase.to - 1
  }
  return { addressed, addressedGender, named, ownName }
}

const isBorder = (token: Token | undefined) => !token || (!token.isWord && /^[,.!?;:—–…"”’»'-]$/.test(token.text))

/** `my boy`, `old fellow`, `young lady`: with a word in front that makes it an address. */
const maleFriends = new Set('boy fellow chap man friend lord sir son lad'.split(' '))
const femaleFriends = new Set('girl lady lass madam daughter woman'.split(' '))
const friendly = new Set('my old dear young good'.split(' '))

function addressedAs(tokens: Token[], at: number): Gender | undefined {
  const { lower } = tokens[at]!
  if (at > 0 && friendly.has(tokens[at - 1]!.lower) && isBorder(tokens[at + 1]) && lower !== 'friend') {
    let start = at - 1
    while (start > 0 && friendly.has(tokens[start - 1]!.lower)) start--
    if (isBorder(tokens[start - 1]) && maleFriends.has(lower)) return 'male'
    if (isBorder(tokens[start - 1]) && femaleFriends.has(lower)) return 'female'
  }
  const gender = maleWords.has(lower) ? 'male' : femaleWords.has(lower) ? 'female' : undefined
  if (!gender || !isBorder(tokens[at + 1])) return undefined
  const before = tokens[at - 1]
  return !before?.isWord || lead.has(before.lower) ? gender : undefined
}

/** `Good night, mamma`: kin are addressed without an article. */
function kinAt(tokens: Token[], at: number): NounPhrase | undefined {
  const { lower, isPossessive } = tokens[at]!
  if (!callable.has(lower)) return undefined
  const of = { kind: 'role', words: [lower], determiner: '', gender: 'unknown', isDoubtful: false } as const
  return { ...of, words: [lower], from: at, to: at + 1, isPossessive }
}

/** `Tom!` · `My dear Watson,` · `…, Jane.`: between stops, with at most a word of affection before it. */
function isAddress(tokens: Token[], { from, to, kind, determiner }: NounPhrase): boolean {
  if (
    kind === 'role' &&
    determiner !== '' &&
    !['my', 'dear', 'old', 'good', 'poor', 'young', 'little'].includes(determiner)
  )
    return false
  if (determiner === 'the' || determiner === 'a') return false
  if (!isBorder(tokens[to])) return false
  let at = from - 1
  while (at >= 0 && lead.has(tokens[at]!.lower)) at--
  const before = tokens[at]
  if (!before) return true
  if (before.isWord) return false
  return /^[,—–-]$/.test(before.text) || (/^[.!?;]$/.test(before.text) && /^[,!]$/.test(tokens[to]?.text ?? ''))
}

/** `I am Sherlock Holmes`, `my name is Holmes`. */
function namesItself(tokens: Token[], { from }: NounPhrase): boolean {
  const words = tokens.slice(Math.max(0, from - 3), from).map(({ lower }) => lower)
  return /(?:^| )(?:i am|i’m|i'm|name is|name’s|name's)$/.test(words.join(' '))
}
