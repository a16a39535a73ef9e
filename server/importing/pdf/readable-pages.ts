import type { PDFDocumentProxy } from 'pdfjs-dist'
import { StudioError } from '#server/base/errors.ts'
import type { ImportWarning } from '../document/imported-document.ts'
import type { PlacedPage } from './running-heads.ts'

/**
 * Tells which pages have no text.
 * @throws StudioError `empty_text` when there is none at all, with what helps; `document_broken` when the fonts do not
 *   tell which letters they show
 */
export async function refuseUnreadable(
  document: PDFDocumentProxy,
  pages: readonly PlacedPage[],
  fileName: string,
): Promise<ImportWarning[]> {
  const letters = pages.map(({ lines }) =>
    lines.reduce((sum, { text }) => sum + (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0), 0),
  )
  const total = letters.reduce((sum, count) => sum + count, 0)
  const silentPages = letters.flatMap((count, page) => (count === 0 ? [page] : []))
  const silent = silentPages.length
  if (total < leastLetters || total < pages.length * fewestLetters) {
    if (total === 0 || silent > pages.length / 2)
      throw noText(fileName, await hasPictures(document, silentPages), pages.length)
  }
  refuseSymbols(pages, fileName)
  const isScannedInPart = silent > 1 && silent > pages.length / 10 && (await hasPictures(document, silentPages))
  return isScannedInPart
    ? [
        {
          code: 'pages_without_text',
          message: `${silent} of ${pages.length} pages are pictures without text and cannot be read.`,
          count: silent,
        },
      ]
    : []
}

const leastLetters = 1
/** A page of a book has hundreds; stamps on scanned pages have some. */
const fewestLetters = 20

function noText(fileName: string, isScanned: boolean, pages: number): StudioError {
  if (!isScanned) return new StudioError('empty_text', `"${fileName}" has no text to read aloud.`)
  const remedy = 'recognise its text first (OCR, for example `ocrmypdf in.pdf out.pdf`), then import the result'
  const what = pages === 1 ? 'is a picture of a page' : `consists of pictures of its ${pages} pages`
  return new StudioError('empty_text', `"${fileName}" ${what} and has no text: ${remedy}.`)
}

/** Whether one of some pages draws anything. */
async function hasPictures(document: PDFDocumentProxy, pages: readonly number[]): Promise<boolean> {
  for (const index of pages.slice(0, 3)) {
    const page = await document.getPage(index + 1).catch(() => undefined)
    const operations = await page?.getOperatorList().catch(() => undefined)
    if (operations && operations.fnArray.length > 0) return true
  }
  return false
}

/** Some fonts have no table from their shapes to characters: what comes out is signs, or letters that make no words. */
function refuseSymbols(pages: readonly PlacedPage[], fileName: string): void {
  const sample = sampleOf(pages)
  const signs = sample.match(/[\p{S}\p{Co}\p{Cn}\p{Cc}\ufffd]/gu)?.length ?? 0
  const visible = sample.match(/\S/gu)?.length ?? 0
  if (signs < visible / 2 && !isScrambled(sample)) return
  const remedy = 'recognise its text (OCR, for example `ocrmypdf --force-ocr in.pdf out.pdf`), then import the result'
  throw new StudioError('empty_text', `"${fileName}" does not say which letters its fonts show: ${remedy}.`)
}

const sampleLines = 2000

function sampleOf(pages: readonly PlacedPage[]): string {
  const lines = pages.flatMap((page) => page.lines)
  const step = Math.max(1, Math.floor(lines.length / sampleLines))
  return lines
    .filter((_, index) => index % step === 0)
    .map(({ text }) => text)
    .join('\n')
}

/** Each is frequent in at least one language of the Latin script. */
const shortWords =
  /(?<!\p{L})(?:the|of|and|to|in|is|a|i|de|la|le|et|en|el|y|que|un|der|die|und|das|ist|il|di|e|o|da|do|het|een|van|och|att|på|og|det|na|w|z|je|se|ve|bir|az|és|ja|on|si|în|jest|to|nie)(?!\p{L})/giu

function isScrambled(sample: string): boolean {
  const words = sample.match(/\p{Script=Latin}{2,}/gu) ?? []
  if (words.length < 300) return false
  const known = sample.match(shortWords)?.length ?? 0
  const letters = words.join('')
  const vowels = letters.match(/[aeiouyäöüáéíóúàèìòùâêîôûåæøãõ]/gi)?.length ?? 0
  return known < words.length * 0.005 && (vowels < letters.length * 0.2 || vowels > letters.length * 0.65)
}
