import { decodeText, markedEncoding } from '../document/decode-text.ts'

/** How far a page may be searched for its declaration; the HTML standard asks for 1,024 bytes, many pages need more. */
const headBytes = 4096

/**
 * Decodes a page: by byte order mark, then as its meta element or XML declaration says, when that can be true, else as
 * a text of unknown encoding.
 */
export function decodeHtml(bytes: Buffer): string {
  if (markedEncoding(bytes)) return decodeText(bytes)
  const declared = declaredEncoding(bytes.toString('latin1', 0, headBytes))
  return (declared && decodeStrictly(bytes, declared)) ?? decodeText(bytes)
}

/** A declaration that can be read as ASCII is not UTF-16, whatever it says. */
function declaredEncoding(head: string): string | undefined {
  const declaration = /<meta[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)/i.exec(
    head,
  )
  const name = declaration?.[1] ?? declaration?.[2]
  return /^utf-?16/i.test(name ?? '') ? 'utf-8' : name
}

function decodeStrictly(bytes: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
