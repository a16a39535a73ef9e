import { toFileName } from '#server/snapshots/archive-name.ts'

/**
 * The header that lets a browser keep an answer under a name: one that every system allows, without what is not seen but
 * changes what is, and of a length that every client takes. Source: RFC 6266 and 8187.
 * @param ending without a dot; unless the name has one already
 */
export function attachment(name: string, ending?: string): { 'content-disposition': string } {
  const plain = toFileName(name)
  const whole = ending ? `${plain || 'unnamed'}.${ending}` : plain
  const encoded = encodeURIComponent(whole).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`)
  return { 'content-disposition': `attachment; filename="${toAscii(whole)}"; filename*=UTF-8''${encoded}` }
}

/** For programs that know no other form, such as curl: without accents, and without what would end the quotation. */
function toAscii(name: string): string {
  const letters = name.normalize('NFKD').replace(/\p{M}/gu, '')
  return letters.replace(/[^\x20-\x7e]|["\\%]/gu, '_')
}
