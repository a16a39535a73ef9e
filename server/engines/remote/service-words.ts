/** What a service says went wrong, from the body of its answer: for people, and its machine code when it has one. */
export interface ServiceWords {
  /** One line of at most 300 characters; empty when it says nothing. */
  words: string
  code?: string
}

/**
 * Services agree on no form. Known are `{error: {message, code}}` (OpenAI), `{detail: {message, status}}` (ElevenLabs,
 * Kokoro-FastAPI), `{detail: [{loc, msg}]}` and `{detail: '…'}` (FastAPI), `{message}`, `{error: '…'}`, plain text and
 * the HTML pages of proxies.
 */
export function serviceWords(body: Buffer): ServiceWords {
  const text = body.subarray(0, 8_000).toString()
  const json = parseJson(text)
  const { words, code } = json === undefined ? wordsOfText(text) : (wordsOf(json) ?? { words: '' })
  return { words: inOneLine(words), code }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function wordsOf(json: unknown): ServiceWords | undefined {
  if (typeof json === 'string') return { words: json }
  if (Array.isArray(json)) return { words: json.slice(0, 3).map(placeAndWords).filter(Boolean).join('; ') }
  if (typeof json !== 'object' || json === null) return undefined
  const { error, detail, message, msg, status, code, type } = json as Record<string, unknown>
  const ownCode = [code, status, type].find((one) => typeof one === 'string')
  for (const part of [message, msg, detail, error]) {
    const found = wordsOf(part)
    if (found?.words) return { words: found.words, code: found.code ?? ownCode }
  }
  return { words: '', code: ownCode }
}

/** One entry of a list of faults: `body.speed: must be less than 4`. */
function placeAndWords(fault: unknown): string {
  const { words } = wordsOf(fault) ?? { words: '' }
  const { loc } = (fault ?? {}) as { loc?: unknown }
  return Array.isArray(loc) ? `${loc.join('.')}: ${words}` : words
}

/** Without markup, in time with its length; what is no text has no words. */
function wordsOfText(text: string): ServiceWords {
  if (text.includes('\u0000') || text.includes('\ufffd')) return { words: '' }
  return { words: text.replace(/<(style|script|head)\b[\s\S]*?(?:<\/\1>|$)/gi, ' ').replace(/<[^<>]*>/g, ' ') }
}

function inOneLine(words: string): string {
  const line = words.replace(/[\s\p{Cc}]+/gu, ' ').trim()
  return line.length > 300 ? `${line.slice(0, 300).toWellFormed()}…` : line
}
