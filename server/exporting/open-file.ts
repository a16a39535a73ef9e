import { archiveName } from '#server/snapshots/archive-name.ts'
import type { ByteSource } from '#server/snapshots/byte-source.ts'
import { type ZipEntry, zipSource } from '#server/snapshots/zip.ts'
import { type Book, bookOfChapter } from './book.ts'
import type { Container, ContainerNeeds, ExportWork } from './container.ts'
import type { ExportOptions } from './export.ts'

/** The file of an export: of the book, or an archive of one for each of its chapters. */
export async function openExportFile(
  needs: ContainerNeeds,
  container: Container,
  book: Book,
  options: ExportOptions,
  work: ExportWork,
): Promise<ByteSource> {
  if (!options.perChapter || container.perChapter === 'always') return container.open(needs, book, options, work)
  const { chapters, snapshot } = book
  const entries: ZipEntry[] = []
  for (const [index, { name }] of chapters.entries()) {
    const tell = (progress: number) => work.tell((index + progress) / chapters.length)
    const source = await container.open(needs, bookOfChapter(book, index), options, { ...work, tell })
    const fileName = archiveName(index + 1, chapters.length, name, container.extension)
    entries.push({ name: fileName, source, modifiedAt: snapshot.createdAt })
  }
  return zipSource(entries)
}

export function contentTypeOfExport({ contentType, perChapter }: Container, options: ExportOptions): string {
  return options.perChapter && perChapter === 'yes' ? 'application/zip' : contentType
}
