import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import yazl from 'yazl'
import { StudioError } from '#server/base/errors.ts'
import { defaultImportLimits, type ImportLimits } from '../document/import-limits.ts'
import type { ImportedDocument } from '../document/imported-document.ts'
import type { DocumentFile } from '../document/importer.ts'
import { defaultReadingChoices, type ReadingChoices } from '../document/reading-choices.ts'
import type { DocumentSource } from './import-document.ts'
import { readRequest } from './read-request.ts'

/** Files of an EPUB by name. `null` leaves out one that `epubFiles` would add. */
export type EpubFiles = Record<string, string | Buffer | null>

/** A page of the test book: the body of `text/NAME.xhtml`, with what its manifest, spine and navigation say of it. */
export type TestPage = { body: string; title?: string | null; linear?: 'no'; raw?: string | Buffer }

/** The smallest EPUB 3 around some pages, as files. Names in `extra` replace those made here. */
export function epubFiles(pages: Record<string, TestPage | string>, extra: EpubFiles = {}): EpubFiles {
  const all = Object.entries(pages).map(([id, page]) => ({ id, ...(typeof page === 'string' ? { body: page } : page) }))
  const texts = all.map(({ id, body, raw }) => [`OPS/text/${id}.xhtml`, raw ?? xhtml(body)] as const)
  return {
    mimetype: 'application/epub+zip',
    'META-INF/container.xml': containerXml('OPS/package.opf'),
    'OPS/package.opf': packageXml(
      all.map(({ id, linear }) => ({ id, linear })),
      '<dc:title>Test Book</dc:title>',
    ),
    'OPS/nav.xhtml': navXhtml(all.filter(({ title }) => title !== null).map(({ id, title }) => [id, title ?? id])),
    ...Object.fromEntries(texts),
    ...extra,
  }
}

export function containerXml(path: string): string {
  return `<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
    <rootfile full-path="${path}" media-type="application/oebps-package+xml"/></rootfiles></container>`
}

export function packageXml(pages: { id: string; linear?: string }[], metadata: string, rest = ''): string {
  const items = pages.map(({ id }) => `<item id="${id}" href="text/${id}.xhtml" media-type="application/xhtml+xml"/>`)
  const spine = pages.map(({ id, linear }) => `<itemref idref="${id}"${linear ? ` linear="${linear}"` : ''}/>`)
  return `<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">
    <metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">${metadata}</metadata>
    <manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
    ${items.join('')}</manifest><spine>${spine.join('')}</spine>${rest}</package>`
}

/** @param entries page id (perhaps with `.xhtml#fragment`) and title */
export function navXhtml(entries: (readonly [string, string])[], rest = ''): string {
  const items = entries.map(([id, title]) => {
    const href = id.includes('.xhtml') ? id : `${id}.xhtml`
    return `<li><a href="text/${href}">${title}</a></li>`
  })
  return xhtml(`<nav epub:type="toc"><ol>${items.join('')}</ol></nav>${rest}`)
}

export function xhtml(body: string): string {
  return `<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>
    <html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>x</title></head>
    <body>${body}</body></html>`
}

export async function zipOf(files: EpubFiles): Promise<Buffer> {
  const archive = new yazl.ZipFile()
  for (const [name, content] of Object.entries(files)) {
    if (content === null) continue
    archive.addBuffer(Buffer.from(content), name, { compress: name !== 'mimetype', mtime: new Date(2020, 0, 1) })
  }
  archive.end()
  return Buffer.concat((await Array.fromAsync(archive.outputStream)) as Buffer[])
}

/** A file of some bytes in a folder of its own, gone when the test is over. */
export async function aDocument(
  bytes: Buffer | string,
  fileName = 'book.epub',
  limits: Partial<ImportLimits> = {},
  choices: Partial<ReadingChoices> = {},
): Promise<DocumentFile & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-document-'))
  const path = join(folder, 'document')
  await writeFile(path, bytes)
  return {
    path,
    fileName,
    limits: { ...defaultImportLimits, ...limits },
    choices: { ...defaultReadingChoices, ...choices },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}

/** As `importDocument`, without a process for each of many: starting one takes longer than reading. */
export async function readHere(path: string, source: DocumentSource): Promise<ImportedDocument> {
  const { fileName, contentType } = source
  const limits = { ...defaultImportLimits, ...source.limits }
  const choices = { ...defaultReadingChoices, ...source.choices }
  const { document, error } = await readRequest({ path, fileName, contentType, limits, choices })
  if (error) throw new StudioError(error.code, error.message)
  return document!
}
