import { join } from 'node:path'
import { openKokoroEngine } from '#server/engines/kokoro/kokoro-engine.ts'
import { type Figure, report } from './figure.ts'
import { median, repeat } from './measure.ts'
import { engineCpuSeconds, findModels, speak, speakAll, toUtterance } from './neural-engines.ts'
import { postgresCpuSeconds } from './process-figures.ts'
import { convertProject, listProjectUtterances, makeProject, openBenchStudio } from './studio.ts'
import { makeParagraphs } from './texts.ts'

// What the studio costs around Kokoro: converting paragraphs, against Kokoro alone on the same utterances.

const rounds = 3
const paragraphCount = 4
const charactersPerParagraph = 200
const voice = 'af_heart'

const models = findModels()
await report(models ? await measureConversions(models) : [])

async function measureConversions(folder: string): Promise<Figure[]> {
  const engine = openKokoroEngine({ folder: join(folder, 'kokoro'), processes: 1 })
  await using bench = await openBenchStudio({ engines: [engine] })
  const { studio, dataFolder } = bench
  await speak(engine, toUtterance('Yes.', voice))
  const measured = await repeat(rounds, async (seed) => {
    const paragraphs = makeParagraphs(paragraphCount, charactersPerParagraph, seed)
    const project = await makeProject(studio, [paragraphs], `kokoro-${voice}`)
    const utterances = (await listProjectUtterances(studio, project)).map((one) => one.utterance)
    const postgresBefore = postgresCpuSeconds(dataFolder)
    const whole = await engineCpuSeconds(() => convertProject(studio, project))
    const postgres = postgresCpuSeconds(dataFolder) - postgresBefore
    const bare = await engineCpuSeconds(() => speakAll(engine, utterances, 1))
    return { whole: whole + postgres, bare }
  })
  return [
    {
      what: `Conversion of ${paragraphCount} paragraphs with Kokoro: CPU`,
      unit: 's',
      ours: median(measured.map(({ whole }) => whole)),
      reference: { what: 'Kokoro alone', value: median(measured.map(({ bare }) => bare)) },
      target: { of: 'ratio', atMost: 1.05 },
    },
  ]
}
