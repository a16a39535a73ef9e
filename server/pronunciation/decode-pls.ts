import { StudioError } from '#server/base/errors.ts'

/** Enough for 10,000 rules of 500 characters twice over. */
const mostBytes = 20_000_000

/**
 * The text of an XML file: by its byte order mark, by its first characters in UTF-16, or as its declaration says.
 * @throws StudioError `pronunciation_dictionary_too_large`, `pronunciation_dictionary_broken`
 */
export function decodePls(bytes: Uint8Array): string {
  if (bytes.length > mostBytes) {
    const sentence = `A PLS file may have ${mostBytes} bytes, not ${bytes.length}.`
    throw new StudioError('pronunciation_dictionary_too_large', sentence, { param: 'file' })
  }
  const encoding = encodingOf(bytes)
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (cause) {
    const sentence = `The PLS file cannot be read as ${encoding}.`
    throw new StudioError('pronunciation_dictionary_broken', sentence, { cause, param: 'file' })
  }
}

function encodingOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1')
  if (head.startsWith('\xff\xfe') || head.startsWith('<\0')) return 'utf-16le'
  if (head.startsWith('\xfe\xff') || head.startsWith('\0<')) return 'utf-16be'
  if (head.startsWith('\xef\xbb\xbf')) return 'utf-8'
  return /^<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1] ?? 'utf-8'
}
