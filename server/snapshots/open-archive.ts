import type { Encoders } from '#server/audio/encoding/encoders.ts'
import { openTurn } from '#server/base/give-way.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { archiveName } from './archive-name.ts'
import type { ByteSource } from './byte-source.ts'
import { openChapterRendition } from './open-rendition.ts'
import type { RenditionCache } from './rendition-cache.ts'
import { extensionOf, type RenditionFormat } from './rendition-format.ts'
import type { ProjectSnapshot } from './snapshot.ts'
import { listSnapshotsById } from './snapshot-store.ts'
import { type ZipEntry, zipSource } from './zip.ts'

type Needs = { db: Database; files: FileStore; encoders: Encoders; renditions: RenditionCache }

/** A project as a ZIP archive with a file for each chapter, each with tags of its own; its length is known before. */
export async function openArchive(
  needs: Needs,
  snapshot: ProjectSnapshot,
  format: RenditionFormat,
): Promise<ByteSource> {
  const ids = snapshot.chapters.map((chapter) => chapter.id)
  const chapters = await listSnapshotsById(needs.db, ids)
  const entries: ZipEntry[] = []
  const giveWay = openTurn()
  for (const [index, chapter] of chapters.entries()) {
    entries.push({
      name: archiveName(index + 1, chapters.length, chapter.name, extensionOf(format)),
      source: openChapterRendition(needs, chapter, format),
      modifiedAt: snapshot.createdAt,
    })
    await giveWay()
  }
  return zipSource(entries)
}
