import { xmlText } from '../epub/xml.ts'
import { type Report, type ReportedChapter, standards } from './report.ts'
import { type ReportWords, reportWords } from './report-words.ts'
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
export function skipLink({ say }: ReportWords): string {
  return `<a class="skip" href="#text">${say('Skip to text')}</a>`
}
export const skipStyle =
  '.skip:not(:focus){position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}'

/** A report as a page that a person reads or prints, chapter by chapter. It stands alone: nothing is loaded, nothing runs. */
export function* reportPage(report: Report, words = reportWords('en')): Generator<string> {
  const { language, say } = words
  const title = xmlText(report.title)
  yield `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${say('Audiobook report')}: ${title}</title>
<style>${style}${skipStyle}</style>
</head>
<body>
${skipLink(words)}
<main id="text">
<h1>${say('Audiobook report')}</h1>
<p class="title">${title}</p>
<p>${say('Measured on the finished file, decoded again, chapter by chapter.')}</p>
<ul class="verdicts">
${standards.map((standard) => verdict(standard, report.passes[standard], words)).join('\n')}
</ul>
`
  yield* judgements(report, words)
  yield `
<div class="wide" role="region" aria-label="${say('What was measured')}" tabindex="0"><table>
<caption>${say('What was measured')}</caption>
<thead><tr>${columns.map(([name]) => `<th scope="col">${say(name)}</th>`).join('')}</tr></thead>
<tbody>
`
  for (const chapter of report.chapters) yield row(chapter, words)
  yield `</tbody>
</table></div>
<h2>${say('How this is measured')}</h2>
<p>${say(howMeasured)}</p>
</main>
</body>
</html>
`
}

const howMeasured =
  'RMS, peak and noise floor (the quietest half second) in decibels below full scale; loudness and true peak after ITU-R BS.1770-4. Room tone is what is quieter than 40 dB below the whole. Shops judge a mono sound as it is heard on two loudspeakers: 3 dB louder.'

function verdict(standard: Standard, passes: boolean, { say }: ReportWords): string {
  const said = say(passes ? 'passes' : 'does not pass')
  return `<li class="${passes ? 'good' : 'bad'}"><b>${standardNames[standard]}</b> ${said}</li>`
}

const columns: [string, (chapter: ReportedChapter, words: ReportWords) => string][] = [
  ['Chapter', ({ name }) => xmlText(name)],
  ['Duration', ({ duration_seconds }) => clock(duration_seconds)],
  ['File', (one) => `${one.format} ${one.bitrate_kbps} kbps, ${one.sample_rate} Hz, ${one.channels} ch`],
  ['RMS', ({ rms_db }, { write }) => write(rms_db, 1)],
  ['Peak', ({ peak_db }, { write }) => write(peak_db, 1)],
  ['True peak', ({ true_peak_db }, { write }) => write(true_peak_db, 1)],
  ['LUFS', ({ integrated_lufs }, { write }) => write(integrated_lufs, 1)],
  ['Noise floor', ({ noise_floor_db }, { write }) => write(noise_floor_db, 1)],
  ['Before', ({ head_seconds }, { write }) => `${write(head_seconds, 2)} s`],
  ['Behind', ({ tail_seconds }, { write }) => `${write(tail_seconds, 2)} s`],
]

function row(chapter: ReportedChapter, words: ReportWords): string {
  return `<tr>${columns.map(([, show]) => `<td>${show(chapter, words)}</td>`).join('')}</tr>\n`
}

/** What each standard asks of each chapter: whether it passes, and what to do where it fails. */
function* judgements({ chapters }: Report, words: ReportWords): Generator<string> {
  const { say } = words
  const asked = [
    ...new Map(chapters.flatMap(({ requirements }) => requirements).map((one) => [keyOf(one), one])).values(),
  ]
  const groups = standards.map(
    (standard) => [standard, asked.filter((one) => one.standard === standard).length] as const,
  )
  yield `<div class="wide" role="region" aria-label="${say('What the standards say')}" tabindex="0"><table>
<caption>${say('What the standards say')}</caption>
<thead><tr><td></td>${groups.map(([standard, count]) => `<th scope="colgroup" colspan="${count}">${standardNames[standard]}</th>`).join('')}</tr>
<tr><th scope="col">${say('Chapter')}</th>${asked.map((one) => `<th scope="col">${say(requirementName(one))}</th>`).join('')}</tr></thead>
<tbody>
`
  for (const chapter of chapters) yield judgementRow(chapter, asked, words)
  yield '</tbody>\n</table></div>'
}

function judgementRow({ name, requirements }: ReportedChapter, asked: Requirement[], words: ReportWords): string {
  const own = new Map(requirements.map((one) => [keyOf(one), one]))
  return `<tr><th scope="row">${xmlText(name)}</th>${asked.map((one) => judgement(own.get(keyOf(one)), words)).join('')}</tr>\n`
}

function judgement(requirement: Requirement | undefined, { say, write }: ReportWords): string {
  if (!requirement) return '<td></td>'
  if (requirement.passes) return `<td class="good">${say('passes')}</td>`
  const { measured, limit, remedy } = requirement
  const told = typeof measured === 'number' ? write(measured) : measured
  const why = typeof told === 'string' ? `${told} ${say('instead of')} ${say(limit)}. ` : ''
  return `<td class="bad">${say('fails')} <small>${xmlText(`${why}${say(remedy)}`)}</small></td>`
}

function keyOf({ standard, name }: Requirement): string {
  return `${standard} ${name}`
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
body{font:16px/1.5 system-ui,sans-serif;max-width:110rem;margin:2rem auto;padding:0 1rem}
h1{font-family:Georgia,serif;margin-bottom:0}.title{font:1.2rem Georgia,serif;margin:0}h2{font-size:1.1rem;margin:1.5rem 0 .3rem}
.verdicts{list-style:none;padding:0;display:flex;gap:1rem;flex-wrap:wrap}
.verdicts li{border:2px solid;border-radius:8px;padding:.4rem .8rem}
.good{border-color:#1a7f5a!important}.good::before{content:"✓ "}.bad{border-color:#b3261e!important}.bad::before{content:"✗ "}
td.good{white-space:nowrap;color:light-dark(#146346,#7fd1ae)}td.bad{color:light-dark(#a3231b,#ffb4ab);min-width:13rem}td.good::before,td.bad::before{font-size:.8em}
p{max-width:75rem}small{display:block;color:CanvasText}.wide{overflow-x:auto;margin:1.5rem 0}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}caption{text-align:left;font-weight:600}
th,td{text-align:left;vertical-align:top;padding:.25rem .6rem .25rem 0;border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent)}
@media print{body{font-size:11px;margin:0}tr{break-inside:avoid}}
`
