import { StudioError } from '#server/base/errors.ts'
import type { ChapterId } from '#server/base/ids.ts'
import { placeChapters } from '#server/converting/publish-project.ts'
import { getProject } from '#server/projects/find-project.ts'
import type { ChapterSnapshot, ProjectSnapshot } from '#server/snapshots/snapshot.ts'
import { listSnapshotsById } from '#server/snapshots/snapshot-store.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { type BookCover, holdCover, openCover } from './cover/book-cover.ts'

/** What a file is made of: chapters in order, and what the file says of itself. */
export interface Book {
  /** With only the chapters that the file holds. */
  snapshot: ProjectSnapshot
  /** The same chapters, one by one. */
  chapters: ChapterSnapshot[]
  title: string
  author: string | null
  narrators: string[]
  description: string | null
  genres: string[]
  isbn: string | null
  language: string | null
  year: string | null
  /** The work that a chapter is part of, when it is a file of its own. */
  album: string
  /** The place of such a chapter, from 1. */
  track: number | undefined
  /** PNG or JPEG: the project's own; drawn where it has none. */
  cover: BookCover
}

/**
 * Reads what a snapshot, or some of its chapters, are published under.
 * @param chapterIds all chapters when null
 * @throws StudioError `snapshot_not_found` when none of the chapters is in the snapshot, `project_not_found`
 */
export async function readBook(
  { db, files }: { db: Database; files: FileStore },
  whole: ProjectSnapshot,
  chapterIds: ChapterId[] | null,
): Promise<Book> {
  const chapters = await listChaptersOf(db, whole, chapterIds)
  const project = await getProject(db, whole.projectId)
  const { language, year } = whole.tags
  const album = told(whole.tags.album) ?? told(project.name) ?? 'Without a title'
  const author = told(whole.tags.author)
  return {
    snapshot: chapters.length === whole.chapters.length ? whole : { ...whole, ...placeChapters(chapters) },
    chapters,
    ...{ title: album, album, track: undefined, author, isbn: told(whole.tags.isbn), language, year },
    narrators: (project.narrators ?? []).flatMap((name) => told(name) ?? []),
    description: told(project.description),
    genres: (project.genres ?? []).flatMap((genre) => told(genre) ?? []),
    cover: await openCover(files, project, { title: album, author }),
  }
}

/** The same for who makes a file of it, which may take hours: it has the picture that the project had at its beginning. */
export async function readBookToMake(...given: Parameters<typeof readBook>): Promise<Book> {
  const book = await readBook(...given)
  return { ...book, cover: await holdCover(book.cover, book) }
}

/** Null of what is only white space: an element of a package may not be empty, and nobody is called so. */
function told(text: string | null): string | null {
  return text?.trim() || null
}

/** @throws StudioError `snapshot_not_found` when none of the chapters is in the snapshot */
export async function listChaptersOf(
  db: Database,
  { id, chapters: all }: ProjectSnapshot,
  chapterIds: ChapterId[] | null,
): Promise<ChapterSnapshot[]> {
  const found = await listSnapshotsById(
    db,
    all.map((chapter) => chapter.id),
  )
  const chapters = chapterIds === null ? found : found.filter(({ chapterId }) => chapterIds.includes(chapterId))
  if (chapters.length > 0) return chapters
  throw new StudioError('snapshot_not_found', `The snapshot "${id}" has no such chapters.`)
}

/** One chapter of a book as a book of its own. */
export function bookOfChapter(book: Book, index: number): Book {
  const chapter = book.chapters[index]!
  const title = chapter.name
  return {
    ...book,
    title,
    track: index + 1,
    snapshot: { ...book.snapshot, ...placeChapters([chapter]) },
    chapters: [chapter],
  }
}
