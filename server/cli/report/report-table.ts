import { type Report, type ReportedChapter, standards } from '#server/exporting/report/report.ts'
import { clock, requirementName, standardName } from '#server/exporting/report/report-page.ts'

/** A report for a terminal: what was measured, who takes it, and what to do about the rest. */
export function reportTable(report: Report): string {
  const rows = [columns.map(([name]) => name), ...report.chapters.map((one) => columns.map(([, show]) => show(one)))]
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const lines = rows.map((row) => row.map((cell, column) => pad(cell, widths[column]!, column)).join('  '))
  const verdicts = standards.map((standard) => `${report.passes[standard] ? '✓' : '✗'} ${standardName(standard)}`)
  return [report.title, '', ...lines, '', verdicts.join('   '), ...report.chapters.flatMap(failures)].join('\n')
}

const columns: [string, (chapter: ReportedChapter) => string][] = [
  ['Chapter', ({ name }) => (name.length > 32 ? `${name.slice(0, 31)}…` : name)],
  ['Duration', ({ duration_seconds }) => clock(duration_seconds)],
  ['File', (one) => `${one.format} ${one.bitrate_kbps}k ${one.sample_rate / 1_000} kHz ${one.channels} ch`],
  ['RMS dB', ({ rms_db }) => rms_db.toFixed(1)],
  ['Peak dB', ({ peak_db }) => peak_db.toFixed(1)],
  ['True peak', ({ true_peak_db }) => true_peak_db.toFixed(1)],
  ['LUFS', ({ integrated_lufs }) => integrated_lufs.toFixed(1)],
  ['Noise dB', ({ noise_floor_db }) => noise_floor_db.toFixed(1)],
  ['Before s', ({ head_seconds }) => head_seconds.toFixed(2)],
  ['Behind s', ({ tail_seconds }) => tail_seconds.toFixed(2)],
]

/** Words stand at the left, numbers at the right. */
function pad(cell: string, width: number, column: number): string {
  return columns[column]![0] === 'Chapter' || columns[column]![0] === 'File' ? cell.padEnd(width) : cell.padStart(width)
}

function failures({ name, requirements }: ReportedChapter): string[] {
  const failed = requirements.filter(({ passes }) => !passes)
  if (failed.length === 0) return []
  const lines = failed.map(
    (one) =>
      `  ✗ ${standardName(one.standard)}, ${requirementName(one)}: ${one.measured} instead of ${one.limit}. ${one.remedy}`,
  )
  return ['', name, ...lines]
}
