import { createHash } from 'node:crypto'
import { toSeconds } from '#server/audio/track.ts'
import { StudioError } from '#server/base/errors.ts'
import { openTurn, writeInTurns } from '#server/base/give-way.ts'
import type { ChapterSnapshotId } from '#server/base/ids.ts'
import { getProject } from '#server/projects/find-project.ts'
import type { Project } from '#server/projects/project.ts'
import type { ByteSource } from '#server/snapshots/byte-source.ts'
import { openChapterRendition } from '#server/snapshots/open-rendition.ts'
import type { ChapterSnapshot } from '#server/snapshots/snapshot.ts'
import { findNewestSnapshot, getChapterSnapshot } from '#server/snapshots/snapshot-store.ts'
import { type Book, bookOfChapter, readBook } from '../book.ts'
import { renditionTags } from '../book-tags.ts'
import type { ContainerNeeds } from '../container.ts'
import { mp3Container, mp3FormatOf } from '../containers/mp3.ts'
import { settleOptions } from '../settle-options.ts'
import { readTimedChapters } from '../timed-text.ts'
import { type Feed, feedUrl } from './feed-store.ts'
import { type Episode, writeFeed } from './write-feed.ts'

/** The feed of a snapshot: an episode for each chapter. */
export async function feedOf(needs: ContainerNeeds, feed: Feed, book: Book): Promise<Buffer> {
  const project = await getProject(needs.db, feed.projectId)
  const episodes: Episode[] = []
  const giveWay = openTurn()
  for (const index of book.chapters.keys()) {
    episodes.push(toEpisode(needs, feed, project, book, index))
    await giveWay()
  }
  const pieces = writeFeed({
    url: feedUrl(feed, 'feed.xml'),
    title: book.title,
    author: book.author,
    narrators: book.narrators,
    description: book.description || book.title,
    language: book.language ?? 'en',
    coverUrl: feedUrl(feed, 'cover'),
    isExplicit: project.matureContent ?? false,
    episodes,
  })
  return writeInTurns(pieces)
}

function toEpisode(needs: ContainerNeeds, feed: Feed, project: Project, book: Book, index: number): Episode {
  const chapter = book.chapters[index]!
  const url = (name: string) => feedUrl(feed, `${chapter.id}/${name}`)
  const { byteLength } = openSound(needs, project, book, chapter, index)
  return {
    guid: chapter.chapterId,
    title: chapter.name,
    publishedAt: dateOf(project, index),
    seconds: toSeconds(chapter.sampleCount),
    sound: { url: url('episode.mp3'), byteLength },
    transcripts: [
      { url: url('transcript.vtt'), mediaType: 'text/vtt' },
      { url: url('transcript.srt'), mediaType: 'application/x-subrip' },
    ],
    chaptersUrl: url('chapters.json'),
  }
}

/** Players put episodes in the order of their dates, and one that is made again is not a new one: a minute each. */
function dateOf({ createdAt }: Project, index: number): Date {
  return new Date(createdAt.getTime() + index * 60_000)
}

/** @throws StudioError `snapshot_not_found` when nothing is converted yet */
export async function readFeedBook(needs: ContainerNeeds, { projectId }: Feed): Promise<Book> {
  const newest = await findNewestSnapshot(needs.db, projectId)
  if (newest) return readBook(needs, newest, null)
  throw new StudioError('snapshot_not_found', 'Nothing of this feed is converted yet.')
}

/** An episode as a book of one chapter. */
export interface OpenedEpisode {
  book: Book
  sound: ByteSource
  /** Changes with the bytes of the sound. */
  etag: string
}

/**
 * An episode of the newest snapshot that has it, so that what a player took from the feed before still plays.
 * @throws StudioError `snapshot_not_found`
 */
export async function openEpisode(
  needs: ContainerNeeds,
  { projectId }: Feed,
  id: ChapterSnapshotId,
): Promise<OpenedEpisode> {
  // Strangers may ask for any: none of the project's snapshots is looked through for what is not there at all.
  await getChapterSnapshot(needs.db, { projectId, chapterSnapshotId: id })
  const snapshot = await findNewestSnapshot(needs.db, projectId, { chapterSnapshotId: id })
  if (!snapshot) throw new StudioError('snapshot_not_found', 'There is no such episode.')
  const project = await getProject(needs.db, projectId)
  const book = await readBook(needs, snapshot, null)
  const index = book.chapters.findIndex((chapter) => chapter.id === id)
  const parts = [
    id,
    index,
    project.cover?.fileKey,
    book.narrators,
    book.description,
    book.genres,
    project.qualityPreset,
  ]
  const hash = createHash('sha256').update(JSON.stringify([...parts, project.volumeNormalization]))
  return {
    book: bookOfChapter(book, index),
    sound: openSound(needs, project, book, book.chapters[index]!, index),
    etag: `"${hash.digest('hex').slice(0, 32)}"`,
  }
}

/** In the quality and loudness of the project. */
function openSound(needs: ContainerNeeds, project: Project, book: Book, chapter: ChapterSnapshot, index: number) {
  const format = mp3FormatOf(settleOptions(mp3Container, {}, project))
  return openChapterRendition(needs, chapter, format, renditionTags(book, index + 1))
}

/** The headings of an episode. Source: podcast-namespace, chapters/jsonChapters.md */
export async function writeChapters(needs: ContainerNeeds, { book }: OpenedEpisode): Promise<Buffer> {
  const chapters: { startTime: number; title: string }[] = []
  for await (const { name, blocks } of readTimedChapters(needs.db, book)) {
    chapters.push({ startTime: 0, title: name })
    for (const { subType, text, startSeconds } of blocks)
      if (/^h\d$/.test(subType) && text !== name) chapters.push({ startTime: startSeconds, title: text })
  }
  return writeInTurns(chaptersJson(chapters))
}

/** One by one: a chapter may be made of headings, each as long as a paragraph. */
function* chaptersJson(chapters: { startTime: number; title: string }[]): Generator<string> {
  yield '{"version":"1.2.0","chapters":['
  for (const [index, chapter] of chapters.entries()) yield `${index > 0 ? ',' : ''}${JSON.stringify(chapter)}`
  yield ']}'
}
