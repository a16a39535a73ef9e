import { xmlText } from '#server/exporting/epub/xml.ts'
import { skipLink, skipStyle } from '#server/exporting/report/report-page.ts'
import { type ReportWords, reportWords } from '#server/exporting/report/report-words.ts'

/** Of pages that stand alone: nothing is loaded, nothing runs. */
export const plainPageHeaders = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'cache-control': 'no-cache',
}

interface PlainPage {
  title: string
  /** What there is to say for now: `status`; or what went wrong: `alert`. */
  role: 'status' | 'alert'
  sentence: string
  way: { address: string; name: string }
  /** It asks again by itself after so many seconds. */
  againSeconds?: number
  words?: ReportWords
}

/** A page of one sentence, and the way on. */
export function plainPage({ title, role, sentence, way, againSeconds, words = reportWords('en') }: PlainPage): Buffer {
  const again = againSeconds ? `<meta http-equiv="refresh" content="${againSeconds}">` : ''
  return Buffer.from(`<!doctype html>
<html lang="${words.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${again}
<title>${xmlText(title)}</title><style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem}${skipStyle}</style></head>
<body>${skipLink(words)}<main id="text"><h1>${xmlText(title)}</h1><p role="${role}">${xmlText(sentence)}</p><p><a href="${xmlText(way.address)}">${xmlText(way.name)}</a></p></main></body></html>
`)
}
