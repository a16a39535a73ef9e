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

/** The way past the beginning of a page, as all pages have it; seen when it has the focus. */
export const skipLink = '<a class="skip" href="#text">Skip to text</a>'
export const skipStyle =
  '.skip:not(:focus){position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}'

/** A report as a page that a person reads or prints. It stands alone: nothing is loaded, nothing runs. */
export function reportPage(report: Report): string {
  const title = xmlText(report.title)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Audiobook report: ${title}</title>
<style>${style}${skipStyle}</style>
</head>
<body>
${skipLink}
<main id="text">
<h1>Audiobook report</h1>
<p class="title">${title}</p>
<p>Measured on the finished file, decoded again, chapter by chapter.</p>
<ul class="verdicts">
${standards.map((standard) => verdict(standard, report.passes[standard])).join('\n')}
</ul>
${judgements(report)}
<div class="wide" role="region" aria-label="What was measured" tabindex="0"><table>
<caption>What was measured</caption>
<thead><tr>${columns.map(([name]) => `<th scope="col">${name}</th>`).join('')}</tr></thead>
<tbody>
${report.chapters.map(row).join('\n')}
</tbody>
</table></div>
<h2>How this is measured</h2>
<p>RMS, peak and noise floor (the quietest half second) in decibels below full scale; loudness and true peak after ITU-R BS.1770-4.
Room tone is what is quieter than 40 dB below the whole. Shops judge a mono sound as it is heard on two loudspeakers: 3 dB louder.</p>
</main>
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

/** What each standard asks of each chapter: whether it passes, and what to do where it fails. */
function judgements({ chapters }: Report): string {
  const asked = [
    ...new Map(chapters.flatMap(({ requirements }) => requirements).map((one) => [keyOf(one), one])).values(),
  ]
  const groups = standards.map(
    (standard) => [standard, asked.filter((one) => one.standard === standard).length] as const,
  )
  return `<div class="wide" role="region" aria-label="What the standards say" tabindex="0"><table>
<caption>What the standards say</caption>
<thead><tr><td></td>${groups.map(([standard, count]) => `<th scope="colgroup" colspan="${count}">${standardNames[standard]}</th>`).join('')}</tr>
<tr><th scope="col">Chapter</th>${asked.map((one) => `<th scope="col">${requirementName(one)}</th>`).join('')}</tr></thead>
<tbody>
${chapters.map((chapter) => judgementRow(chapter, asked)).join('\n')}
</tbody>
</table></div>`
}

function judgementRow({ name, requirements }: ReportedChapter, asked: Requirement[]): string {
  const own = new Map(requirements.map((one) => [keyOf(one), one]))
  return `<tr><th scope="row">${xmlText(name)}</th>${asked.map((one) => judgement(own.get(keyOf(one)))).join('')}</tr>`
}

function judgement(requirement: Requirement | undefined): string {
  if (!requirement) return '<td></td>'
  if (requirement.passes) return '<td class="good">passes</td>'
  const { measured, limit, remedy } = requirement
  const why = `${xmlText(String(measured))} instead of ${xmlText(limit)}. ${xmlText(remedy)}`
  return `<td class="bad">fails <small>${why}</small></td>`
}

function keyOf({ standard, name }: Requirement): string {
  return `${standard} ${name}`
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
h1{font-family:Georgia,serif;margin-bottom:0}.title{font:1.2rem Georgia,serif;margin:0}h2{font-size:1.1rem;margin:1.5rem 0 .3rem}
.verdicts{list-style:none;padding:0;display:flex;gap:1rem;flex-wrap:wrap}
.verdicts li{border:2px solid;border-radius:8px;padding:.4rem .8rem}
.good{border-color:#1a7f5a!important}.good::before{content:"✓ "}.bad{border-color:#b3261e!important}.bad::before{content:"✗ "}
td.good{color:light-dark(#146346,#7fd1ae)}td.bad{color:light-dark(#a3231b,#ffb4ab);min-width:13rem}td.good::before,td.bad::before{font-size:.8em}
small{display:block;color:CanvasText}.wide{overflow-x:auto;margin:1.5rem 0}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}caption{text-align:left;font-weight:600}
th,td{text-align:left;vertical-align:top;padding:.25rem .6rem .25rem 0;border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent)}
@media print{body{font-size:11px;margin:0}tr{break-inside:avoid}}
`
