import NodeID3 from 'node-id3'
import { ByteReader } from '#server/audio/byte-reader.ts'
import { id3Length } from '#server/audio/decoding/mp3.ts'
import type { Marks } from './marks.ts'

/** The title and chapter marks of an MP3 file, from the tag at its start. */
export async function readId3Marks(pieces: AsyncIterable<Uint8Array>): Promise<Marks> {
  const reader = new ByteReader(pieces)
  const byteLength = id3Length(await reader.peek(10))
  if (byteLength === 0) return { chapters: [] }
  const { title, chapter = [] } = NodeID3.read(await reader.take(byteLength), { noRaw: true })
  const chapters = chapter
    .map(({ startTimeMs, tags }) => ({ title: tags?.title ?? '', startSeconds: startTimeMs / 1_000 }))
    .sort((a, b) => a.startSeconds - b.startSeconds)
  return { title, chapters }
}
