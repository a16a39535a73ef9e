import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import type { Target } from './killer.ts'
import { type TortureReport, torture } from './torture.ts'

// `npm run torture -- --kills 40 --seed 7 --only worker --workers 2`: without a seed a random one, which is printed.

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '40' },
    seed: { type: 'string', default: String(randomInt(1_000_000)) },
    only: { type: 'string', multiple: true },
    workers: { type: 'string', default: '1' },
  },
})
const targets = values.only as Target[] | undefined
const [kills, seed, workers] = [Number(values.kills), Number(values.seed), Number(values.workers)]

console.log(`Seed ${seed}`)
const report = await torture({ kills, seed, targets, workers, writers: 4, mostSnapshots: 2_000, tell: console.log })
for (const violation of report.violations) console.error(violation)
console.log(summarise(report))
process.exitCode = report.violations.length > 0 ? 1 : 0

function summarise({ outcomes, conversions, takes, snapshotsHeard, unexpectedEnds, ...report }: TortureReport): string {
  const answers = [...outcomes].sort(([, a], [, b]) => b - a).map(([outcome, count]) => `${count} ${outcome}`)
  const { done, failed, cancelled, all } = conversions
  return [
    `${report.kills.length} kills in ${report.seconds} s with seed ${seed}: ${report.violations.length} promises broken.`,
    `Killed: ${[...Map.groupBy(report.kills, (target) => target)].map(([target, all]) => `${target} ${all.length}`).join(', ')}.`,
    `Answers: ${answers.join(', ')}.`,
    `Conversions acknowledged: ${done} done, ${failed} failed, ${cancelled} deleted; of ${all} in all none runs any more.`,
    `${takes} takes, ${snapshotsHeard} snapshots heard.`,
    `Starts that gave up without a database: ${unexpectedEnds.whileStarting}.`,
  ].join('\n')
}
