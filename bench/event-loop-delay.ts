import { monitorEventLoopDelay } from 'node:perf_hooks'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { ensurePlanned } from '#server/planning/ensure-planned.ts'
import { report } from './figure.ts'
import { makeProject, openBenchStudio } from './studio.ts'
import { makeParagraphs } from './texts.ts'

// The longest that planning holds the event loop of a process that also serves: 500 blocks of 18,000 characters, nearly as
// much as the contract allows in a block.

const blockCount = 500
const charactersPerBlock = 18_000

await using bench = await openBenchStudio({ engines: [openToneEngine()], isWorking: false })
const { studio } = bench
const project = await makeProject(studio, [makeParagraphs(blockCount, charactersPerBlock, 1)])
const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()
const startedAt = performance.now()
await ensurePlanned(studio, project)
const seconds = (performance.now() - startedAt) / 1000
delay.disable()

await report([
  {
    what: `Longest event-loop delay while ${blockCount} blocks of ${charactersPerBlock} characters are planned`,
    unit: 'ms',
    ours: delay.max / 1e6,
    target: { of: 'ours', atMost: 50 },
  },
  { what: 'The planning itself', unit: 's', ours: seconds },
])
