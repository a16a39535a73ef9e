import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { report } from './figure.ts'
import { measure, median, repeat, totalCpuSeconds } from './measure.ts'
import { convertChapter, makeProject, onlyChapter, openBenchStudio } from './studio.ts'
import { makeParagraphs } from './texts.ts'

// What a conversion costs for each block, the tone engine's own part with it, in chapters of very different length: a step
// that looks at the whole chapter again and again would show.

const charactersPerParagraph = 60
const lengths = [250, 2_000, 10_000]

await using bench = await openBenchStudio({ engines: [openToneEngine()] })
const { studio, dataFolder } = bench
let seed = 0

await convert(100) // warms it up
const perBlock = new Map<number, number>()
for (const length of lengths) {
  const rounds = length < 1_000 ? 5 : 1
  perBlock.set(length, median(await repeat(rounds, () => convert(length))))
}

await report(
  lengths.map((length) => ({
    what: `CPU of Node and PostgreSQL for each block of a conversion, chapter of ${length.toLocaleString('en')} blocks`,
    unit: 'ms',
    ours: perBlock.get(length)! * 1000,
    reference: { what: `of ${lengths[0]}`, value: perBlock.get(lengths[0]!)! * 1000 },
    target: { of: 'ratio', atMost: 1.1 } as const,
  })),
)

/** @returns CPU seconds a block */
async function convert(blockCount: number): Promise<number> {
  const paragraphs = makeParagraphs(blockCount, charactersPerParagraph, ++seed)
  const chapter = await onlyChapter(studio, await makeProject(studio, [paragraphs]))
  const cost = await measure(dataFolder, () => convertChapter(studio, chapter))
  return totalCpuSeconds(cost) / blockCount
}
