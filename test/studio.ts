import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { and, eq, type SQL } from 'drizzle-orm'
import { openEncoders } from '#server/audio/encoding/encoders.ts'
import { readConfig } from '#server/base/config.ts'
import type { ChapterId, ProjectId } from '#server/base/ids.ts'
import { isRunning } from '#server/converting/conversion-store.ts'
import type { Engine, Utterance } from '#server/engines/engine.ts'
import type { Engines } from '#server/engines/registry.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { openServer } from '#server/http/server.ts'
import { startWorking } from '#server/start-working.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import type { ServerConnection } from '#server/storage/postgres/place.ts'
import { conversions } from '#server/storage/schema.ts'
import { openStudio, type Studio } from '#server/studio.ts'
import type { VoicePack } from '#server/voices/packs/voice-pack.ts'
import { type Answer, ApiClient } from './api-client.ts'
import { openTestPlace, toUrl } from './database.ts'
import type { WrittenBlock } from './expected-tones.ts'
import { openStrictLog } from './strict-log.ts'
import { until } from './until.ts'

interface TestStudioOptions {
  /** Awaited before each utterance is spoken: may wait, throw, or look. */
  beforeSpeak?: (utterance: Utterance, signal: AbortSignal) => Promise<void> | void
  /** Other engines than the tone engine. */
  engines?: Engine[]
  /** Other voice packs than the real ones. */
  packs?: VoicePack[]
  /** Variables of the environment. */
  environment?: Record<string, string>
  /** What stands between the studio and its files. */
  files?: (real: FileStore) => FileStore
  /** A database server to use instead of the one of all tests. */
  database?: ServerConnection
  /** What the log may warn of; every other warning or error fails the test when the studio is closed. */
  mayLog?: RegExp
  /** Whether jobs are worked on from the start; else from `startWorking` on. */
  isWorking?: boolean
}

/** Of all studios of this process; threads without work keep none alive. */
const encoders = openEncoders({ threads: 2 })

/** A whole studio with its own database, files, HTTP server and worker, and the words in which tests tell their stories. */
export async function openTestStudio(options: TestStudioOptions = {}): Promise<TestStudio> {
  await using opening = new AsyncDisposableStack()
  const connection = options.database ?? opening.use(await openTestPlace()).connection
  const folder = await mkdtemp(join(tmpdir(), 'lectern-studio-'))
  opening.defer(() => rm(folder, { recursive: true, force: true }))
  const spoken: string[] = []
  const tone = openToneEngine({
    async beforeSpeak(utterance, signal) {
      await options.beforeSpeak?.(utterance, signal)
      spoken.push(utterance.text)
    },
  })
  const config = readConfig({
    LECTERN_DATA: folder,
    DATABASE_URL: toUrl(connection),
    LECTERN_ENGINE_DEFAULT: 'tone',
    LECTERN_SPEECH_PROCESSES: '2',
    ...options.environment,
  })
  const { log, check } = openStrictLog(options.mayLog)
  opening.defer(check)
  const engines = toEngines([tone, ...(options.engines ?? [])])
  const opened = opening.use(await openStudio({ config, log, role: 'worker', engines, packs: options.packs, encoders }))
  const studio = { ...opened, files: options.files?.(opened.files) ?? opened.files }
  if (options.isWorking !== false) await startWorking(studio)
  const app = await openServer(studio)
  opening.defer(() => app.close())
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const api = new ApiClient(`http://127.0.0.1:${port}`)
  const parts = opening.move()
  return new TestStudio({ studio, api, spoken, close: () => parts.disposeAsync() })
}

/** A chapter of a test, and the project that it is in. */
export interface TestChapter {
  projectId: string
  chapterId: string
}

export class TestStudio implements AsyncDisposable {
  readonly studio: Studio
  readonly api: ApiClient
  readonly #spoken: string[]
  readonly #close: () => Promise<void>

  constructor(parts: { studio: Studio; api: ApiClient; spoken: string[]; close: () => Promise<void> }) {
    this.studio = parts.studio
    this.api = parts.api
    this.#spoken = parts.spoken
    this.#close = parts.close
  }

  /** What the tone engine has said so far, in order. */
  spoken(): string[] {
    return [...this.#spoken]
  }

  /** A project of chapters of paragraphs, in one voice. */
  async addProject(chapters: string[][], fields: Record<string, string> = {}): Promise<string> {
    const content = chapters.map((paragraphs, index) => ({
      name: `Chapter ${index + 1}`,
      blocks: paragraphs.map((text) => toBlock(text)),
    }))
    const form = { name: 'Test', from_content_json: JSON.stringify(content), ...fields }
    const { body } = await this.api.form('/v1/studio/projects', form)
    return body.project.project_id
  }

  /** A chapter of paragraphs in a project of its own. */
  async addChapter(paragraphs: string[], fields: Record<string, string> = {}): Promise<TestChapter> {
    const [chapter] = await this.listChapters(await this.addProject([paragraphs], fields))
    return chapter!
  }

  /** The chapters of a project in reading order. */
  async listChapters(projectId: string): Promise<TestChapter[]> {
    const { body } = await this.api.get(`/v1/studio/projects/${projectId}/chapters`)
    return body.chapters.map((chapter: { chapter_id: string }) => ({ projectId, chapterId: chapter.chapter_id }))
  }

  /** A chapter as the API shows it, with its content. */
  async read(chapter: TestChapter): Promise<Answer['body']> {
    return (await this.api.get(chapterPath(chapter))).body
  }

  /** Replaces the blocks of a chapter by these, and answers it. */
  async write(chapter: TestChapter, blocks: object[]): Promise<Answer['body']> {
    return (await this.api.post(chapterPath(chapter), { content: { blocks } })).body.chapter
  }

  /** Replaces the paragraphs as an editor would: those that stay keep their ids. */
  async edit(chapter: TestChapter, paragraphs: string[]): Promise<void> {
    const { content } = await this.read(chapter)
    const blocks = paragraphs.map((text, index) => ({ ...toBlock(text), block_id: content.blocks[index]?.block_id }))
    await this.write(chapter, blocks)
  }

  /** Converts a chapter to its end, and answers it. */
  async convert(chapter: TestChapter): Promise<Answer['body']> {
    await this.api.post(`${chapterPath(chapter)}/convert`)
    return this.untilConverted(chapter)
  }

  async untilConverted(chapter: TestChapter): Promise<Answer['body']> {
    return until('the chapter is converted', async () => {
      if (await this.#isConverting(eq(conversions.chapterId, chapter.chapterId as ChapterId))) return undefined
      const { body } = await this.api.get(chapterPath(chapter))
      return body.state === 'default' ? body : undefined
    })
  }

  /** Converts a project to its end, and answers it. */
  async convertProject(projectId: string): Promise<Answer['body']> {
    await this.api.post(`/v1/studio/projects/${projectId}/convert`)
    return this.untilIdle(projectId)
  }

  /** Waits until nothing is imported or converted in a project any more. */
  async untilIdle(projectId: string): Promise<Answer['body']> {
    return until('the project is idle', async () => {
      if (await this.#isConverting(eq(conversions.projectId, projectId as ProjectId))) return undefined
      const { body } = await this.api.get(`/v1/studio/projects/${projectId}`)
      return body.state === 'default' ? body : undefined
    })
  }

  /** What a conversion costs would else be mostly the questions whether it has ended: the API asks fourteen to answer one. */
  async #isConverting(what: SQL): Promise<boolean> {
    return (await this.studio.db.$count(conversions, and(what, isRunning))) > 0
  }

  /** The snapshots of a chapter or project, newest first. */
  async listSnapshots(of: TestChapter | string): Promise<Answer['body'][]> {
    return (await this.api.get(`${pathOf(of)}/snapshots`)).body.snapshots
  }

  /** The newest snapshot of a chapter or project, whole. */
  async latestSnapshot(of: TestChapter | string): Promise<Answer['body']> {
    const [latest] = await this.listSnapshots(of)
    assert.ok(latest, 'there is a snapshot')
    return (await this.api.get(snapshotPath(latest))).body
  }

  /** The bytes of a snapshot; of the newest one when a chapter or project is given. */
  async stream(of: TestChapter | string | Answer['body']): Promise<Buffer> {
    const isSnapshot = typeof of === 'object' && 'created_at_unix' in of
    const [snapshot] = isSnapshot ? [of] : await this.listSnapshots(of)
    return (await this.api.bytes(`${snapshotPath(snapshot)}/stream`)).bytes
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close()
  }
}

export function chapterPath({ projectId, chapterId }: TestChapter): string {
  return `/v1/studio/projects/${projectId}/chapters/${chapterId}`
}

function pathOf(of: TestChapter | string): string {
  return typeof of === 'string' ? `/v1/studio/projects/${of}` : chapterPath(of)
}

/** Where a snapshot of either kind is. @param snapshot as a list shows it */
export function snapshotPath(snapshot: Answer['body']): string {
  const { project_id: projectId, chapter_id: chapterId } = snapshot
  const id = snapshot.chapter_snapshot_id ?? snapshot.project_snapshot_id
  return `${pathOf(chapterId ? { projectId, chapterId } : projectId)}/snapshots/${id}`
}

/** A paragraph in one voice, as clients write it. */
export function toBlock(text: string, voiceId = 'tone-a', subType: WrittenBlock['sub_type'] = 'p'): WrittenBlock {
  return { sub_type: subType, nodes: [{ type: 'tts_node', voice_id: voiceId, text }] }
}

function toEngines(list: Engine[]): Engines {
  return {
    get: (id) => list.find((engine) => engine.id === id)!,
    list: () => list,
    close: async () => {
      for (const engine of list) await engine.close?.()
    },
  }
}
