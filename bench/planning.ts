import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { newId, type ProjectVoiceId } from '#server/base/ids.ts'
import { defaultVoiceSettings } from '#server/engines/engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { planBlock } from '#server/planning/plan-block.ts'
import { report } from './figure.ts'
import { ownCpuSeconds } from './process-figures.ts'

// How fast blocks become utterances with take keys: sentences are found, what is no word becomes words, keys are made. A novel
// several times over, once as it is and once with a figure, a sum or an abbreviation in every sentence.

const lines = readFileSync(join(import.meta.dirname, '../server/g2p/reference.txt'), 'utf8').split('\n')
const novel = lines.filter((_, index) => index % 3 === 0)
const table = readFileSync(join(import.meta.dirname, '../server/text/spoken/spoken-text.tsv'), 'utf8').split('\n')
const figures = table.filter((line) => line.startsWith('en\t')).map((line) => line.split('\t')[1]!)
const dense = Array.from({ length: 100 }, (_, index) => figures.slice(index * 5, index * 5 + 5).join(' '))

const speaker = {
  ...{ engine: openToneEngine(), voice: 'a', language: 'en', settings: defaultVoiceSettings },
  reading: { language: 'en', accent: 'us' as const, mayBe: [] },
}

/** Millions of characters that are planned in a CPU second. */
function measure(paragraphs: string[], times: number): number {
  const before = ownCpuSeconds()
  for (let time = 0; time < times; time++) {
    for (const text of paragraphs) {
      const nodes = [{ voiceRefId: 'a' as ProjectVoiceId, text }]
      planBlock({ id: newId(), subType: 'p', nodes }, { get: () => speaker })
    }
  }
  return (times * paragraphs.join('').length) / 1e6 / (ownCpuSeconds() - before)
}

await report([
  {
    what: 'planning with numbers in words, a novel',
    unit: 'MB of text per CPU second',
    ours: measure(novel, 30),
    target: { of: 'ours', atLeast: 2 },
  },
  {
    what: 'planning with numbers in words, a figure in every sentence',
    unit: 'MB of text per CPU second',
    ours: measure(dense, 20),
    note: 'nobody writes so',
  },
])
