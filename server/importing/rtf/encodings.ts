/** By the number of a Windows code page. */
const codePages: Record<number, string> = {
  437: 'ibm866',
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  10000: 'macintosh',
  65001: 'utf-8',
}

/** By the number of a character set of a font. */
const charsets: Record<number, string> = {
  77: 'macintosh',
  128: 'shift_jis',
  129: 'euc-kr',
  134: 'gbk',
  136: 'big5',
  161: 'windows-1253',
  162: 'windows-1254',
  163: 'windows-1258',
  177: 'windows-1255',
  178: 'windows-1256',
  186: 'windows-1257',
  204: 'windows-1251',
  222: 'windows-874',
  238: 'windows-1250',
}

export function encodingOfCodePage(codePage: number): string {
  return codePages[codePage] ?? (codePage >= 1250 && codePage <= 1258 ? `windows-${codePage}` : 'windows-1252')
}

export function encodingOfCharset(charset: number): string | undefined {
  return charsets[charset]
}

/** @param bytes one character a byte */
export function decodeBytes(bytes: string, encoding: string): string {
  return new TextDecoder(encoding).decode(Buffer.from(bytes, 'latin1'))
}
