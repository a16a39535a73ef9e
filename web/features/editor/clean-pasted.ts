/**
 * What is said of a text that was copied elsewhere. How it looked there does not matter, and our policy lets no such style in; lines
 * that are empty to make room are no paragraphs; and what stands in two cells is not one word.
 */
export function cleanPasted(html: string): string {
  return html
    .replace(/<style\b[\s\S]*?<\/style\s*>/gi, '')
    .replace(/\sstyle\s*=\s*("[^"]*"|'[^']*')/gi, '')
    .replace(/<p\b[^<>]*>(?:\s|&nbsp;|<\/?(?:o:p|span|b|i|br)\b[^<>]*>)*<\/p\s*>/gi, '')
    .replace(/<\/t[dh]\s*>/gi, ' $&')
}
