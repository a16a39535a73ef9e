import type { BlockId, ProjectVoiceId } from '#server/base/ids.ts'
import { defaultVoiceSettings } from '#server/engines/engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { pauses } from '#server/g2p/alphabets/symbols.ts'
import { type English, openEnglish } from '#server/g2p/english.ts'
import { splitSentences } from '#server/text/sentences.ts'
import type { Accent } from '#server/text/spoken/english/context.ts'
import { type BlockPlan, planBlock } from './plan-block.ts'

/** What is written, and how it is to be checked that it is said as it should be (see wording.tsv). */
export interface WordingCase {
  id: string
  kind: string
  check: string
  input: string
  expected: string[]
}

export function toWordingCase(line: string): WordingCase {
  const [id, kind, check, input, expected] = line.split('\t') as [string, string, string, string, string]
  const unescaped = input.replace(/\\n/g, '\n').replace(/\\u([\da-fA-F]{4})/g, (_, code) => toCharacter(code))
  return { id, kind, check, input: unescaped, expected: expected.split(' || ').map((one) => one.trim()) }
}

function toCharacter(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16))
}

/** What was said instead; undefined when it is as expected. */
export function findFault({ check, input, expected }: WordingCase): string | undefined {
  const { is, said } = checks[check]!(input)
  return expected.some(is) ? undefined : said
}

type Check = (input: string) => { is: (expected: string) => boolean; said: string }

const checks: Record<string, Check> = {
  words(input) {
    const said = phonemesOf(input)
    const text = spokenText(input)
    const is = (expected: string) =>
      [expected, likeSpoken(expected, text)].some((words) => sounds(said) === sounds(say(words)))
    return { is, said: `${text} → ${said}` }
  },
  pauses(input) {
    const said = phonemesOf(input)
    const is = (expected: string) => isSame(stretches(said), stretches(say(expected.replaceAll(' |', ','))))
    return { is, said: `${spokenText(input)} → ${said}` }
  },
  marks(input) {
    const said = marksOf(phonemesOf(input))
    return { is: (expected) => said === marksOf(expected), said }
  },
  sound(input) {
    const exact = (phonemes: string) => [...phonemes].filter((symbol) => !'ˈˌː “”'.includes(symbol)).join('')
    const words = spokenTexts(input).flatMap((text) =>
      english()
        .pronounce(text)
        .words.map((one) => one.phonemes),
    )
    const is = (expected: string) => {
      const tokens = expected.split(' ')
      const index = tokens.findIndex((token) => token.includes('{'))
      const allowed = /\{(.*)\}/.exec(tokens[index]!)![1]!.split('|').map(exact)
      return allowed.includes(exact(words[index] ?? ''))
    }
    return { is, said: `${spokenText(input)} → ${words.join(' ')}` }
  },
  sentences(input) {
    const said = splitSentences(input, 'en')
      .map(({ start, end }) => input.slice(start, end).trim())
      .join(' / ')
    return { is: (expected) => said === expected, said }
  },
  utterances(input) {
    const { written, utterances } = planText(input)
    const texts = utterances.map(({ start, end }) => written.slice(start, end))
    return { is: (expected) => texts.some((text) => text.includes(expected)), said: texts.join(' / ') }
  },
}

let opened: English | undefined
function english(): English {
  return (opened ??= openEnglish('us'))
}

function say(text: string): string {
  return english().pronounce(text).phonemes
}

const engine = openToneEngine()

/** Plans a text as a block of a project for an engine that takes 250 characters. */
export function planText(text: string, language = 'en', accent: Accent = 'us', isRead = true): BlockPlan {
  const speaker = {
    engine: { ...engine, limits: { characters: 250 } },
    ...{
      voice: 'a',
      language,
      settings: defaultVoiceSettings,
      ...(isRead && { reading: { language, accent, mayBe: [] } }),
    },
  }
  const nodes = [{ voiceRefId: 'a' as ProjectVoiceId, text }]
  return planBlock({ id: 'block' as BlockId, subType: 'p', nodes }, { get: () => speaker })
}

function spokenTexts(input: string): string[] {
  return planText(input).utterances.map(({ utterance }) => utterance.text)
}

function spokenText(input: string): string {
  return spokenTexts(input).join(' / ')
}

function phonemesOf(input: string): string {
  return spokenTexts(input).map(say).join(' … ')
}

/** Without stress, pauses and spaces; the letter A is as good as the article, and a weak `and` as a full one. */
function sounds(phonemes: string): string {
  const said = [...phonemes].filter((symbol) => !`ˈˌː “”${pauses}`.includes(symbol)).join('')
  return said.replaceAll('ɐ', 'A').replaceAll('ænd', 'ən').replaceAll('ənd', 'ən')
}

/** Words that begin with a capital where they are said so: as a name or at a beginning they may sound otherwise. */
function likeSpoken(expected: string, spoken: string): string {
  const said = spoken.match(/[\p{L}’']+/gu) ?? []
  const words = expected.split(' ')
  if (said.length !== words.length) return expected
  const isSame = (index: number) => said[index]!.toLowerCase() === words[index] && /^\p{Lu}\p{Ll}*$/u.test(said[index]!)
  return words.map((word, index) => (isSame(index) ? said[index]! : word)).join(' ')
}

/** The sounds between two pauses. */
function stretches(phonemes: string): string[] {
  const cut = [...phonemes].map((symbol) => (pauses.includes(symbol) ? '|' : symbol)).join('')
  return cut.split('|').map(sounds).filter(Boolean)
}

function isSame(one: string[], other: string[]): boolean {
  return one.join('|') === other.join('|')
}

function marksOf(text: string): string {
  return (text.match(/[.…!?,;:—]/gu) ?? []).join(' ')
}
