import { resolve } from 'node:path'
import { writeInTurns } from '#server/base/give-way.ts'
import { printable } from '#server/base/printable.ts'
import { command, misused } from './command.ts'
import { checkOutput, writeOutput } from './output-file.ts'

export const reportCommand = command({
  name: 'report',
  summary: 'Tell whether files of sound meet what ACX, Apple Podcasts and Spotify ask',
  usage: ['report FILE… [--json] [--html PAGE]'],
  options: {
    json: { type: 'boolean', meaning: 'the report for programs' },
    html: { type: 'string', placeholder: 'PAGE', meaning: 'a page to read or print, written to this file' },
  },
  takesWords: true,
  async run({ values, positionals }) {
    if (positionals.length === 0) throw misused('`lectern report` needs the file to measure.')
    const page = values.html === undefined ? undefined : resolve(values.html)
    if (page) await checkOutput(page)
    const { measureFiles } = await import('./report/measure-files.ts')
    const { toReport } = await import('#server/exporting/report/report.ts')
    const { title, chapters } = await measureFiles(positionals)
    const report = toReport(title, chapters)
    if (page) {
      const { reportPage } = await import('#server/exporting/report/report-page.ts')
      await writeOutput(page, [await writeInTurns(reportPage(report))], async () => {})
    }
    if (values.json) console.log(JSON.stringify(report, null, 2))
    else console.log(printable((await import('./report/report-table.ts')).reportTable(report)))
    return 0
  },
})
