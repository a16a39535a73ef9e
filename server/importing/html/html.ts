import type { DocumentSample, Importer } from '../document/importer.ts'
import { decodeHtml } from './decode-html.ts'

/** Web pages: the article of a page of a site, or the chapters of a document. */
export const htmlImporter: Importer = {
  format: 'HTML',
  extensions: ['html', 'htm', 'xhtml'],
  mediaTypes: ['text/html', 'application/xhtml+xml'],
  sniff: sniffHtml,
  read: async (file) => (await import('./import-html.ts')).importHtml(file),
}

function sniffHtml({ start }: DocumentSample): 'sure' | 'maybe' | 'no' {
  const text = decodeHtml(start.subarray(0, 4096)).replace(/<!--.*?(?:-->|$)|<\?.*?\?>/gs, '')
  if (/^\s*(?:<!doctype html|<html\b)/i.test(text)) return 'sure'
  return /^\s*<(?:head|title|meta|body|h[1-6]|p|div|article)\b[^>]*>/i.test(text) ? 'maybe' : 'no'
}
