import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PDFDocumentProxy } from 'pdfjs-dist'
import { StudioError } from '#server/base/errors.ts'

/**
 * Opens a PDF for its text: no picture is decoded, no font is drawn. An empty password is tried by itself.
 * @throws StudioError `document_protected`, `document_broken`
 */
export async function openPdf(bytes: Buffer, fileName: string): Promise<PDFDocumentProxy & AsyncDisposable> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs')
  const task = getDocument({
    data: new Uint8Array(bytes),
    cMapUrl: `${packageFolder()}/cmaps/`,
    standardFontDataUrl: `${packageFolder()}/standard_fonts/`,
    disableFontFace: true,
    fontExtraProperties: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    maxImageSize: 1,
    verbosity: 0,
  })
  const document = await task.promise.catch((cause) => {
    throw toStudioError(cause, fileName)
  })
  return Object.assign(document, { [Symbol.asyncDispose]: () => task.destroy() })
}

function packageFolder(): string {
  return join(fileURLToPath(import.meta.resolve('pdfjs-dist/package.json')), '..')
}

function toStudioError(cause: unknown, fileName: string): StudioError {
  const { name, message } = cause as Error
  if (name === 'PasswordException') {
    const remedy = 'save a copy without it (print to PDF, or `qpdf --decrypt --password=… in.pdf out.pdf`)'
    return new StudioError('document_protected', `"${fileName}" is a PDF that is locked with a password; ${remedy}.`)
  }
  return new StudioError('document_broken', `"${fileName}" is a damaged PDF: ${message}`, { cause })
}
