import type { Encoders } from '#server/audio/encoding/encoders.ts'
import { type AudioTags, toId3Tag } from '#server/audio/encoding/id3.ts'
import { mp3Layout } from '#server/audio/encoding/mp3.ts'
import { mp3InfoFrame } from '#server/audio/encoding/mp3-info-frame.ts'
import { wavHeader } from '#server/audio/encoding/wav.ts'
import { snapshotSampleRate, toSeconds } from '#server/audio/track.ts'
import type { ChapterSnapshotId } from '#server/base/ids.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { type ByteSource, bytesSource, joinSources, withHead, zerosSource } from './byte-source.ts'
import { renderChapter } from './render-chapter.ts'
import type { RenditionCache } from './rendition-cache.ts'
import { bodyByteLength, encodingOf, formatName, type RenditionFormat, slotSampleCount } from './rendition-format.ts'
import type { ChapterSnapshot, ProjectSnapshot, SnapshotTags } from './snapshot.ts'
import { getSoundKey } from './snapshot-store.ts'

type Needs = { db: Database; files: FileStore; encoders: Encoders; renditions: RenditionCache }

/** What a file says besides what its snapshot says, and how its chapters are kept. */
export interface RenditionOptions {
  tags?: Pick<AudioTags, 'narrators' | 'comment' | 'genre' | 'track'>
  cover?: { mediaType: string; bytes: ByteSource }
  /** Encoded for this one reading and not kept: what is large, and stored as a whole elsewhere. */
  isPassing?: boolean
}

/** A chapter as a file: its length is known before anything is encoded. */
export function openChapterRendition(
  needs: Needs,
  snapshot: ChapterSnapshot,
  format: RenditionFormat,
  options: RenditionOptions = {},
): ByteSource {
  const { name: title, sampleCount, tags: said } = snapshot
  const tags = { ...toAudioTags(said), title, track: said.track, ...options.tags }
  return withHead(
    head(format, [snapshot], sampleCount, tags, options.cover),
    chapterBody(needs, snapshot, format, options),
  )
}

/** A project as a file: one head, and the bodies of its chapters as each was encoded on its own. */
export function openProjectRendition(
  needs: Needs,
  snapshot: ProjectSnapshot,
  format: RenditionFormat,
  options: RenditionOptions = {},
): ByteSource {
  const { chapters, tags, sampleCount } = snapshot
  const marks = chapters.map(({ name, startSample, sampleCount }) => ({
    title: name,
    startSeconds: toSeconds(startSample),
    endSeconds: toSeconds(startSample + sampleCount),
  }))
  const audioTags = { ...toAudioTags(tags), title: tags.album, chapters: marks, ...options.tags }
  const bodies = chapters.flatMap((chapter, index) => {
    const isLast = index === chapters.length - 1
    const padding = slotSampleCount(chapter.sampleCount) - chapter.sampleCount
    // MP3 frames bring their padding with them.
    const silence = format.codec === 'wav' && !isLast ? [zerosSource(padding * 2)] : []
    return [chapterBody(needs, chapter, format, options), ...silence]
  })
  return withHead(head(format, chapters, sampleCount, audioTags, options.cover), joinSources(bodies))
}

/** Kept by what is heard, so that a chapter that is published again unchanged is not encoded again. */
function chapterBody(
  needs: Needs,
  { id, sampleCount }: { id: ChapterSnapshotId; sampleCount: number },
  format: RenditionFormat,
  { isPassing = false }: RenditionOptions,
): ByteSource {
  const byteLength = bodyByteLength(format, sampleCount)
  const { loudness } = format
  const render = (signal: AbortSignal) => renderChapter(needs, id, { encoding: encodingOf(format), loudness }, signal)
  return {
    byteLength,
    async *read(start, end) {
      const isWhole = start === 0 && end === byteLength
      if (isPassing && isWhole) return yield* render(new AbortController().signal)
      const key = `renditions/${await getSoundKey(needs.db, id)}/${formatName(format)}`
      yield* needs.renditions.open({ key, byteLength, render }).read(start, end)
    },
  }
}

/** What stands before the sound: tags and the Info frame that makes players gapless, or the WAV header. */
function head(
  format: RenditionFormat,
  chapters: { sampleCount: number }[],
  sampleCount: number,
  tags: AudioTags,
  cover: RenditionOptions['cover'],
): ByteSource {
  if (format.codec === 'wav') return bytesSource(wavHeader({ sampleRate: snapshotSampleRate, sampleCount }))
  const { bitrateKbps } = format
  const layouts = chapters.map((chapter) => mp3Layout(chapter.sampleCount, snapshotSampleRate, bitrateKbps))
  const info = mp3InfoFrame({
    sampleRate: snapshotSampleRate,
    bitrateKbps,
    frameCount: layouts.reduce((sum, layout) => sum + layout.frameCount, 0),
    byteLength: layouts.reduce((sum, layout) => sum + layout.byteLength, 0),
    sampleCount,
  })
  if (!cover) return bytesSource(Buffer.concat([toId3Tag(tags), info]))
  const { mediaType, bytes } = cover
  const tag = toId3Tag({ ...tags, cover: { mediaType, byteLength: bytes.byteLength } })
  return joinSources([bytesSource(tag), bytes, bytesSource(info)])
}

function toAudioTags({ album, author, isbn, language, year }: SnapshotTags): Omit<AudioTags, 'title'> {
  return {
    album,
    artist: author ?? undefined,
    isbn: isbn ?? undefined,
    language: language ?? undefined,
    year: year === null ? undefined : Number(year),
    chapters: [],
  }
}
