import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import type { FastifyRequest } from 'fastify'
import type { ChapterSnapshotResponseModel, ProjectSnapshotResponseModel } from '#contract/snapshots.ts'
import { toSeconds } from '#server/audio/track.ts'
import { toUnix } from '#server/base/clock.ts'
import { nextTurn } from '#server/base/give-way.ts'
import { type AlignedText, writeAlignments } from '#server/snapshots/alignments-json.ts'
import type {
  ChapterSnapshot,
  ChapterSnapshotContent,
  ListedChapterSnapshot,
  ListedSnapshot,
  ProjectSnapshot,
} from '#server/snapshots/snapshot.ts'
import { getSnapshotContent } from '#server/snapshots/snapshot-store.ts'
import type { Database } from '#server/storage/database.ts'
import { countCodePoints } from '#server/text/code-points.ts'
import { type BytesReply, jsonType } from './send-bytes.ts'

export function presentChapterSnapshot(snapshot: ListedChapterSnapshot): ChapterSnapshotResponseModel {
  return {
    chapter_snapshot_id: snapshot.id,
    project_id: snapshot.projectId,
    chapter_id: snapshot.chapterId,
    created_at_unix: toUnix(snapshot.createdAt),
    name: snapshot.name,
  }
}

export function presentProjectSnapshot(snapshot: ListedSnapshot): ProjectSnapshotResponseModel {
  return {
    project_snapshot_id: snapshot.id,
    project_id: snapshot.projectId,
    created_at_unix: toUnix(snapshot.createdAt),
    name: snapshot.name,
    audio_upload: null,
    zip_upload: null,
  }
}

/** A snapshot of a chapter with the times of its characters, an entry for each block. */
export function writeChapterSnapshot(
  snapshot: ChapterSnapshot,
  content: ChapterSnapshotContent,
  request: FastifyRequest,
): BytesReply {
  const json = writeSnapshot(presentChapterSnapshot(snapshot), listBlockTimes(content))
  return { ...jsonStream(json, request), heldBytes: mostTextShare * content.characterTimes.byteLength }
}

/** A snapshot of a project with the times of its characters, an entry for each chapter, read one after the other. */
export function writeProjectSnapshot(db: Database, snapshot: ProjectSnapshot, request: FastifyRequest): BytesReply {
  const fields = { ...presentProjectSnapshot(snapshot), audio_duration_secs: toSeconds(snapshot.sampleCount) }
  const json = writeSnapshot(fields, listChapterTimes(db, snapshot))
  const longest = snapshot.chapters.reduce((most, chapter) => Math.max(most, chapter.sampleCount), 0)
  return { ...jsonStream(json, request), heldBytes: mostTextShare * timesPerSecond * toSeconds(longest) }
}

/** With the text and its segments, at most so much of what the times alone take. */
const mostTextShare = 2
/** In bytes, of somebody who speaks fast: of a book only one chapter is in memory, and how many characters it has is not known. */
const timesPerSecond = 8 * 30

async function* writeSnapshot(fields: object, aligned: AsyncIterable<AlignedText> | Iterable<AlignedText>) {
  yield Buffer.from(`${JSON.stringify(fields).slice(0, -1)},"character_alignments":`)
  for await (const piece of writeAlignments(aligned)) {
    yield piece
    await nextTurn() // else a client that reads fast has the event loop to itself
  }
  yield Buffer.from('}')
}

function* listBlockTimes({ manifest, characterTimes }: ChapterSnapshotContent): Generator<AlignedText> {
  let index = 0
  for (const { text } of manifest.blocks) {
    const end = index + 2 * countCodePoints(text)
    yield { text, times: characterTimes.subarray(index, end), offset: 0 }
    index = end
  }
}

async function* listChapterTimes(db: Database, snapshot: ProjectSnapshot): AsyncGenerator<AlignedText> {
  for (const chapter of snapshot.chapters) {
    const { manifest, characterTimes } = await getSnapshotContent(db, chapter.id)
    const text = manifest.blocks.map((block) => block.text).join('')
    yield { text, times: characterTimes, offset: chapter.startSample }
  }
}

/** Compressed where the client takes it: a book's times shrink to a sixth. */
function jsonStream(json: AsyncIterable<Uint8Array>, request: FastifyRequest): BytesReply {
  const contentType = jsonType
  const takesGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
  if (!takesGzip) return { contentType, bytes: json, headers: { vary: 'accept-encoding' } }
  const compressed = pipeline(Readable.from(json), createGzip({ level: 1 }), () => {})
  return { contentType, bytes: compressed, headers: { vary: 'accept-encoding', 'content-encoding': 'gzip' } }
}
