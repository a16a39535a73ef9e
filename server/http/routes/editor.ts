import type { FastifyRequest } from 'fastify'
import {
  BlockAudioQuery,
  BlockHistoryResponse,
  BlockPath,
  BlockPeaksQuery,
  BlockPeaksResponse,
  BlockStreamTimes,
  BlockTimesResponse,
  EditorChapter,
  GenerationPath,
  PutEditorBody,
  SpeakBlockBody,
  SpeakBlockResponse,
  SpeakChapterBody,
  SpeakChapterResponse,
} from '#contract/editor.ts'
import { ChapterPath } from '#contract/paths.ts'
import { Status } from '#contract/status.ts'
import { StudioError } from '#server/base/errors.ts'
import { nextTurn, untilMyTurn } from '#server/base/give-way.ts'
import { forgetGeneration, readBlockHistory, restoreGeneration } from '#server/editing/block-history.ts'
import { followWords, getOpeningSound } from '#server/editing/block-opening.ts'
import { type Peaks, readBlockPeaks } from '#server/editing/block-peaks.ts'
import { type BlockSound, getBlockSound, getGenerationSound } from '#server/editing/block-sound.ts'
import { readBlockTimes } from '#server/editing/block-times.ts'
import { readEditedChapter } from '#server/editing/read-edited-chapter.ts'
import { cancelChapter, speakBlock, speakBlocks } from '#server/editing/speak-blocks.ts'
import { updateChapter } from '#server/projects/chapter-content.ts'
import { listProjectVoices } from '#server/projects/find-project.ts'
import type { ChapterKey } from '#server/projects/project.ts'
import { openSpeechFile } from '#server/speaking/speech-file.ts'
import { listSpeechPieces } from '#server/speaking/speech-pieces.ts'
import type { Studio } from '#server/studio.ts'
import { presentEditor, presentHistory, presentTimes, toEditedBlocks } from '../answers/present-editor.ts'
import { onlyAudio } from '../answers/present-speech.ts'
import { type BytesReply, jsonReply, jsonType } from '../answers/send-bytes.ts'
import { toAsker } from '../requests/asker.ts'
import { toSpeechFormat } from '../requests/output-format.ts'
import { findSeenVersion, versionHeader } from '../requests/seen-version.ts'
import { type Route, route } from '../route.ts'

const tag = 'editor'
const ofChapter = '/lectern/v1/projects/:project_id/chapters/:chapter_id'
const ofBlock = `${ofChapter}/blocks/:block_id`
const sound = { bytes: ['audio/mpeg', 'audio/wav'] }

const read = route({
  method: 'GET',
  path: `${ofChapter}/editor`,
  tag,
  summary: 'Get all that an editor shows of a chapter: its blocks, what is spoken of them, and its version',
  role: 'viewer',
  params: ChapterPath,
  reply: EditorChapter,
  async handle({ studio, params }) {
    return answerChapter(studio, toKey(params))
  },
})

const write = route({
  method: 'PUT',
  path: `${ofChapter}/editor`,
  tag,
  summary: 'Replace the blocks of a chapter, if it is still the version that If-Match names',
  role: 'editor',
  params: ChapterPath,
  isLarge: true,
  body: PutEditorBody,
  reply: EditorChapter,
  async handle({ studio, params, body, request }) {
    const key = toKey(params)
    await updateChapter(studio, key, { content: toEditedBlocks(body), seenVersion: requireSeenVersion(request) })
    return answerChapter(studio, key)
  },
})

const speakOne = route({
  method: 'POST',
  path: `${ofBlock}/speak`,
  tag,
  summary: 'Have a block spoken before everything else; `again` makes another sound where the voice can',
  role: 'editor',
  params: BlockPath,
  body: SpeakBlockBody,
  reply: SpeakBlockResponse,
  async handle({ studio, params, body, caller }) {
    const asker = toAsker(caller, studio.config)
    return { state: await speakBlock(studio, toKey(params), params.block_id, body.mode, asker) }
  },
})

const speakMany = route({
  method: 'POST',
  path: `${ofChapter}/speak`,
  tag,
  summary: 'Have the blocks of a chapter spoken in order, or those from one to another, before all conversions',
  role: 'editor',
  params: ChapterPath,
  body: SpeakChapterBody,
  reply: SpeakChapterResponse,
  async handle({ studio, params, body, caller }) {
    const { from_block_id: from, to_block_id: to, listening: isAwaited } = body
    const range = { from: from ?? undefined, to: to ?? undefined, isAwaited }
    const { states, openingId } = await speakBlocks(studio, toKey(params), range, toAsker(caller, studio.config))
    const { project_id, chapter_id } = params
    const ofOpening = `/lectern/v1/projects/${project_id}/chapters/${chapter_id}/blocks/${openingId}`
    return {
      blocks: [...states].map(([block_id, state]) => ({ block_id, state })),
      stream_url: openingId ? `${ofOpening}/stream` : null,
    }
  },
})

const cancel = route({
  method: 'POST',
  path: `${ofChapter}/cancel`,
  tag,
  summary: 'Cancel all that is being spoken or converted of a chapter, within a second',
  role: 'editor',
  params: ChapterPath,
  reply: Status,
  async handle({ studio, params }) {
    await cancelChapter(studio, toKey(params))
    return { status: 'ok' as const }
  },
})

const hear = route({
  method: 'GET',
  path: `${ofBlock}/audio`,
  tag,
  summary: 'Hear a block as it is now: the pauses inside it, none at its ends',
  role: 'viewer',
  params: BlockPath,
  query: BlockAudioQuery,
  reply: sound,
  async handle({ studio, params, query }) {
    return answerSound(studio, await getBlockSound(studio, toKey(params), params.block_id), query.format)
  },
})

const hearOpening = route({
  method: 'GET',
  path: `${ofBlock}/stream`,
  tag,
  summary: 'Hear a block while it is being spoken, where `listening` was answered with this address',
  role: 'viewer',
  params: BlockPath,
  reply: { bytes: ['audio/mpeg'] },
  async handle({ studio, params, signal }) {
    const { speech } = await getOpeningSound(studio, toKey(params), params.block_id, signal)
    const { contentType, encoding } = toSpeechFormat('mp3_44100_128')
    const bytes = onlyAudio(listSpeechPieces(studio, speech, encoding))
    return { contentType, bytes, headers: { 'cache-control': 'no-store' } }
  },
})

const openingTimes = route({
  method: 'GET',
  path: `${ofBlock}/stream/times`,
  tag,
  summary: 'Tell when each word of that stream is heard, a JSON object a line as they are spoken',
  role: 'viewer',
  params: BlockPath,
  reply: BlockStreamTimes,
  async handle({ studio, params, signal }) {
    const sound = await getOpeningSound(studio, toKey(params), params.block_id, signal)
    return { contentType: jsonType, bytes: writeWords(followWords(studio.db, sound)) }
  },
})

const times = route({
  method: 'GET',
  path: `${ofBlock}/times`,
  tag,
  summary: 'Tell when each word and character of a block is heard',
  role: 'viewer',
  params: BlockPath,
  reply: BlockTimesResponse,
  async handle({ studio, params }) {
    const block = await getBlockSound(studio, toKey(params), params.block_id)
    const read = await readBlockTimes(studio.db, block)
    await untilMyTurn() // there may be twenty thousand characters
    return presentTimes(block.generationId, read)
  },
})

const peaks = route({
  method: 'GET',
  path: `${ofBlock}/peaks`,
  tag,
  summary: 'Draw the sound of a block',
  role: 'viewer',
  params: BlockPath,
  query: BlockPeaksQuery,
  reply: BlockPeaksResponse,
  async handle({ studio, params, query }) {
    const block = await getBlockSound(studio, toKey(params), params.block_id)
    const peaks = await readBlockPeaks(studio, block, query.per_second)
    return { contentType: jsonType, bytes: writePeaks(peaks) }
  },
})

const history = route({
  method: 'GET',
  path: `${ofBlock}/history`,
  tag,
  summary: 'List what a block was spoken as, newest first',
  role: 'viewer',
  params: BlockPath,
  reply: BlockHistoryResponse,
  async handle({ studio, params }) {
    const generations = await readBlockHistory(studio, toKey(params), params.block_id)
    return presentHistory(generations, await listProjectVoices(studio.db, params.project_id))
  },
})

const hearGeneration = route({
  method: 'GET',
  path: `${ofBlock}/history/:generation_id/audio`,
  tag,
  summary: 'Hear what a block once was',
  role: 'viewer',
  params: GenerationPath,
  query: BlockAudioQuery,
  reply: sound,
  async handle({ studio, params, query }) {
    const { block_id, generation_id } = params
    return answerSound(
      studio,
      await getGenerationSound(studio.db, toKey(params), block_id, generation_id),
      query.format,
    )
  },
})

const restore = route({
  method: 'POST',
  path: `${ofBlock}/history/:generation_id/restore`,
  tag,
  summary: 'Make a block what it was, with its text, voices and sound',
  role: 'editor',
  params: GenerationPath,
  reply: EditorChapter,
  async handle({ studio, params }) {
    const key = toKey(params)
    await restoreGeneration(studio, key, params.block_id, params.generation_id)
    return answerChapter(studio, key)
  },
})

const forget = route({
  method: 'DELETE',
  path: `${ofBlock}/history/:generation_id`,
  tag,
  summary: 'Forget what a block once was; not what it is now',
  role: 'editor',
  params: GenerationPath,
  reply: Status,
  async handle({ studio, params }) {
    await forgetGeneration(studio, toKey(params), params.block_id, params.generation_id)
    return { status: 'ok' as const }
  },
})

export const editorRoutes: Route[] = [
  read,
  write,
  speakMany,
  cancel,
  speakOne,
  hear,
  hearOpening,
  openingTimes,
  times,
  peaks,
  history,
  hearGeneration,
  restore,
  forget,
]

function toKey({ project_id, chapter_id }: ChapterPath): ChapterKey {
  return { projectId: project_id, chapterId: chapter_id }
}

async function answerChapter(studio: Studio, key: ChapterKey): Promise<BytesReply> {
  const edited = await readEditedChapter(studio, key)
  await untilMyTurn() // there may be ten thousand blocks
  const headers = versionHeader(edited.chapter.version)
  return jsonReply(EditorChapter, presentEditor(edited), { headers })
}

/** @throws StudioError `version_missing`, `invalid_parameters` */
function requireSeenVersion(request: FastifyRequest): number {
  const version = findSeenVersion(request)
  if (version !== undefined) return version
  throw new StudioError('version_missing', 'This request names no version of the chapter.')
}

/** So many at a time: a block may last for hours, and have millions. */
const peaksAtOnce = 5_000

async function* writePeaks({ durationSeconds, count, list }: Peaks): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`{"duration_seconds":${durationSeconds},"peaks":[`)
  for (let start = 0; start < count; start += peaksAtOnce) {
    const some = JSON.stringify(list(start, start + peaksAtOnce)).slice(1, -1)
    yield Buffer.from(start > 0 ? `,${some}` : some)
    await nextTurn()
  }
  yield Buffer.from(']}')
}

async function* writeWords(spoken: AsyncIterable<BlockStreamTimes['words']>): AsyncGenerator<Uint8Array> {
  for await (const words of spoken) yield Buffer.from(`${JSON.stringify({ words })}\n`)
}

async function answerSound(studio: Studio, { speech, generationId }: BlockSound, format: 'mp3' | 'wav') {
  const speechFormat = toSpeechFormat(format === 'mp3' ? 'mp3_44100_128' : 'wav_44100')
  const bytes = await openSpeechFile(studio, speech, speechFormat)
  const headers = { etag: `"${generationId}"`, 'cache-control': 'private, no-cache' }
  return { contentType: speechFormat.contentType, bytes, headers }
}
