import { xmlText } from '../epub/xml.ts'
import { type Report, type ReportedChapter, standards } from './report.ts'
import type { Requirement, Standard } from './standards.ts'

const standardNames: Record<Standard, string> = { acx: 'ACX', apple: 'Apple Podcasts', spotify: 'Spotify' }

const requirementNames: Record<string, string> = {
  rms: 'RMS level',
  peak: 'Peak',
  noise_floor: 'Noise floor',
  format: 'Format',
  bitrate: 'Bitrate',
  sample_rate: 'Sample rate',
  channels: 'Channels',
  duration: 'Duration',
  head: 'Room tone before',
  tail: 'Room tone behind',
  spoken_header: 'Title is said',
  loudness: 'Loudness',
  true_peak: 'True peak',
}

/** What a requirement is called where a person reads it. */
export function requirementName({ name }: Requirement): string {
  return requirementNames[name] ?? name
}

export function standardName(standard: Standard): string {
  return standardNames[standard]
}

/** A report as a page that a person reads or prints. It stands alone: nothing is loaded, nothing runs. */
export function reportPage(report: Report): string {
  const title = xmlText(report.title)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}: does it meet the standards?</title>
<style>${style}</style>
</head>
<body>
<h1>${title}</h1>
<p>Measured on the finished file, decoded again, chapter by chapter.</p>
<ul class="verdicts">
${standards.map((standard) => verdict(standard, report.passes[standard])).join('\n')}
</ul>
<table>
<caption>What was measured</caption>
<thead><tr>${columns.map(([name]) => `<th scope="col">${name}</th>`).join('')}</tr></thead>
<tbody>
${report.chapters.map(row).join('\n')}
</tbody>
</table>
${report.chapters.map(failures).join('\n')}
<h2>How this is measured</h2>
<p>RMS, peak and noise floor (the quietest half second) in decibels below full scale; loudness and true peak after ITU-R BS.1770-4.
Room tone is what is quieter than 40 dB below the whole. Shops judge a mono sound as it is heard on two loudspeakers: 3 dB louder.</p>
</body>
</html>
`
}

function verdict(standard: Standard, passes: boolean): string {
  return `<li class="${passes ? 'good' : 'bad'}"><b>${standardNames[standard]}</b> ${passes ? 'passes' : 'does not pass'}</li>`
}

const columns: [string, (chapter: ReportedChapter) => string][] = [
  ['Chapter', ({ name }) => xmlText(name)],
  ['Duration', ({ duration_seconds }) => clock(duration_seconds)],
  ['File', (one) => `${one.format} ${one.bitrate_kbps} kbps, ${one.sample_rate} Hz, ${one.channels} ch`],
  ['RMS', ({ rms_db }) => decibels(rms_db)],
  ['Peak', ({ peak_db }) => decibels(peak_db)],
  ['True peak', ({ true_peak_db }) => decibels(true_peak_db)],
  ['LUFS', ({ integrated_lufs }) => decibels(integrated_lufs)],
  ['Noise floor', ({ noise_floor_db }) => decibels(noise_floor_db)],
  ['Before', ({ head_seconds }) => `${head_seconds.toFixed(2)} s`],
  ['Behind', ({ tail_seconds }) => `${tail_seconds.toFixed(2)} s`],
]

function row(chapter: ReportedChapter): string {
  return `<tr>${columns.map(([, show]) => `<td>${show(chapter)}</td>`).join('')}</tr>`
}

/** What does not pass in a chapter, with what to do; nothing when all does. */
function failures({ name, requirements }: ReportedChapter): string {
  const failed = requirements.filter(({ passes }) => !passes)
  if (failed.length === 0) return ''
  const items = failed.map(
    (one) =>
      `<li><b>${standardNames[one.standard]}, ${requirementName(one)}:</b> ${xmlText(String(one.measured))} instead of ${xmlText(one.limit)}. ${xmlText(one.remedy)}</li>`,
  )
  return `<section><h2>${xmlText(name)}</h2><ul>${items.join('\n')}</ul></section>`
}

function decibels(level: number): string {
  return level.toFixed(1)
}

/** `1:02:03` */
export function clock(seconds: number): string {
  const whole = Math.round(seconds)
  const [hours, minutes, rest] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60]
  const two = (number: number) => String(number).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

const style = `
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}
h1{font-family:Georgia,serif;margin-bottom:0}h2{font-size:1.1rem;margin:1.5rem 0 .3rem}
.verdicts{list-style:none;padding:0;display:flex;gap:1rem;flex-wrap:wrap}
.verdicts li{border:2px solid;border-radius:8px;padding:.4rem .8rem}
.good{border-color:#1a7f5a!important}.good::before{content:"✓ "}.bad{border-color:#b3261e!important}.bad::before{content:"✗ "}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}caption{text-align:left;font-weight:600}
th,td{text-align:left;padding:.25rem .6rem .25rem 0;border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent)}
@media print{body{font-size:11px;margin:0}section{break-inside:avoid}}
`
