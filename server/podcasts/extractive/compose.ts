import type { PodcastRequest, ReadableSource, Speaker, Turn } from '../podcast.ts'
import { type NewTurn, toTurn } from '../turns.ts'
import type { Sentence } from './sentences.ts'
import type { Wording } from './wording.ts'

/** All that a script is made of besides the choice of sentences. */
export interface Composition {
  request: PodcastRequest
  sources: ReadableSource[]
  sentences: Sentence[]
  themes: string[]
  wording: Wording
}

/** Makes the turns of a podcast of some sentences, in the order of the sources. */
export function composeTurns(of: Composition, chosen: Set<number>): Turn[] {
  const runs = toRuns(
    of.sentences,
    [...chosen].toSorted((one, other) => one - other),
  )
  const teller: Speaker = of.request.voiceIds.guest === undefined ? 'host' : 'guest'
  const lines = openLines(of)
  const middle = toGroups(runs).flatMap((group, index, all): NewTurn[] => {
    const text = group.map((run) => run.text).join(' ')
    const before = all[index - 1]?.[0]
    const isNext = before !== undefined && before.sourceIndex !== group[0]!.sourceIndex
    const lead = isNext ? lines.next(group[0]!.sourceIndex) : teller === 'guest' ? lines.ask(text, index) : undefined
    return [...(lead ? [host(lead)] : []), ...group.map((run) => tell(teller, run))]
  })
  return [host(lines.opening()), ...middle, host(of.wording.closing)].map(toTurn)
}

/** Sentences that stand beside each other in one paragraph: together they are word by word what the source says. */
interface Run {
  sourceIndex: number
  paragraph: number
  text: string
  quote: string
}

const mostInRun = 3

function toRuns(sentences: Sentence[], indices: number[]): Run[] {
  const runs: (Run & { last: number; count: number })[] = []
  for (const index of indices) {
    const { sourceIndex, paragraph, text, span } = sentences[index]!
    const run = runs.at(-1)
    const goesOn = run && run.last === index - 1 && run.paragraph === paragraph && run.count < mostInRun
    if (goesOn) {
      const more = { text: `${run.text} ${text}`, quote: `${run.quote} ${span.quote}` }
      Object.assign(run, more, { last: index, count: run.count + 1 })
    } else runs.push({ sourceIndex, paragraph, text, quote: span.quote, last: index, count: 1 })
  }
  return runs
}

/** What is told before the host says something again: near to each other, and not for too long. */
const groupLimits = { runs: 3, paragraphs: 2, characters: 700 }

function toGroups(runs: Run[]): Run[][] {
  const groups: Run[][] = []
  for (const run of runs) {
    const group = groups.at(-1)
    const last = group?.at(-1)
    const characters = group?.reduce((sum, { text }) => sum + text.length, run.text.length) ?? 0
    const isNear = last?.sourceIndex === run.sourceIndex && run.paragraph - last.paragraph <= groupLimits.paragraphs
    const fits = isNear && group!.length < groupLimits.runs && characters <= groupLimits.characters
    if (fits) group!.push(run)
    else groups.push([run])
  }
  return groups
}

function host(text: string): NewTurn {
  return { speaker: 'host', text, sources: [] }
}

function tell(speaker: Speaker, { text, sourceIndex, quote }: Run): NewTurn {
  return { speaker, text, sources: [{ sourceIndex, quote }] }
}

/** What the host says; no theme is asked for twice. */
function openLines({ request, sources, themes, wording }: Composition) {
  const asked = new Set<string>()
  const titleOf = (index: number) => plain(sources.find((source) => source.index === index)?.title ?? '')
  const list = (items: string[]) => new Intl.ListFormat(sources[0]!.language).format(items)
  return {
    opening(): string {
      const titles = sources.map(({ index }) => titleOf(index)).filter(Boolean)
      const first =
        titles.length > 0 ? fill(wording.opening, { titles: titles.slice(0, 3).join(', ') }) : wording.openingUntitled
      const named = themes.slice(0, 3)
      return named.length > 1 ? `${first} ${fill(wording.themes, { themes: list(named) })}` : first
    },
    next(sourceIndex: number): string {
      const title = titleOf(sourceIndex)
      return title ? fill(wording.nextSource, { title }) : wording.nextUntitled
    },
    ask(text: string, index: number): string {
      const low = text.toLowerCase()
      const all = [...request.highlights.map(plain), ...themes]
      const theme = all.find((one) => !asked.has(one) && low.includes(one.toLowerCase()))
      if (theme === undefined) return wording.goOn[index % wording.goOn.length]!
      asked.add(theme)
      return fill(wording.questions[asked.size % wording.questions.length]!, { theme })
    },
  }
}

function fill(template: string, values: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => values[name]!)
}

const longestTitle = 120

/** A title comes from a stranger: no markup in it, and not too long. */
function plain(title: string): string {
  return title
    .replace(/[<>{}[\]|\\“”„«»"]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, longestTitle)
}
