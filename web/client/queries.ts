import { queryOptions } from '@tanstack/react-query'
import { ask, NotConnected, readLines } from './api.ts'
import type {
  ApiKeysResponse,
  BlockHistoryResponse,
  BlockStreamTimes,
  CastResponse,
  CurrentSessionResponse,
  EditorChapter,
  LanguageModelResponse,
  PodcastScriptResponse,
  Project,
  ProjectSummary,
  StudioStatusResponse,
  Voice,
  VoicePackResponse,
} from './types.ts'

// What is asked of the server, under the names by which events make it stale.

const own = (projectId: string) => `/lectern/v1/projects/${projectId}`
export const chapterPath = (projectId: string, chapterId: string) => `${own(projectId)}/chapters/${chapterId}`
export const blockPath = (projectId: string, chapterId: string, blockId: string) =>
  `${chapterPath(projectId, chapterId)}/blocks/${blockId}`

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => ask<CurrentSessionResponse>('/lectern/v1/session'),
  staleTime: Number.POSITIVE_INFINITY,
})

export const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: async () => (await ask<{ projects: ProjectSummary[] }>('/v1/studio/projects')).projects,
})

export const projectQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['project', projectId],
    queryFn: () => ask<Project>(`/v1/studio/projects/${projectId}`),
  })

export const chapterQuery = (projectId: string, chapterId: string) =>
  queryOptions({
    queryKey: ['chapter', projectId, chapterId],
    queryFn: () => ask<EditorChapter>(`${chapterPath(projectId, chapterId)}/editor`),
  })

/** A chapter after something was told of it; undefined when it cannot be reached: the next event has it asked for again. */
export async function readChapterAgain(projectId: string, chapterId: string): Promise<EditorChapter | undefined> {
  return ask<EditorChapter>(`${chapterPath(projectId, chapterId)}/editor`).catch((error) => {
    if (error instanceof NotConnected) return undefined
    throw error
  })
}

export const voicesQuery = queryOptions({
  queryKey: ['voices'],
  queryFn: async () => (await ask<{ voices: Voice[] }>('/v1/voices')).voices,
  staleTime: 60_000,
})

export const packsQuery = queryOptions({
  queryKey: ['voice-packs'],
  queryFn: async () => (await ask<{ voice_packs: VoicePackResponse[] }>('/lectern/v1/voice-packs')).voice_packs,
  refetchInterval: ({ state }) => (state.data?.some((pack) => pack.state === 'installing') ? 1_000 : false),
})

export const historyQuery = (projectId: string, chapterId: string, blockId: string) =>
  queryOptions({
    queryKey: ['history', blockId],
    queryFn: async () =>
      (await ask<BlockHistoryResponse>(`${blockPath(projectId, chapterId, blockId)}/history`)).generations,
    staleTime: 0,
  })

export const castPath = (projectId: string) => `${own(projectId)}/cast`
export const castQuery = (projectId: string) =>
  queryOptions({ queryKey: ['cast', projectId], queryFn: () => ask<CastResponse>(castPath(projectId)) })

export const scriptPath = (projectId: string) => `${own(projectId)}/script`
export const scriptQuery = (projectId: string) =>
  queryOptions({ queryKey: ['script', projectId], queryFn: () => ask<PodcastScriptResponse>(scriptPath(projectId)) })

export const keysPath = '/lectern/v1/keys'
export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: async () => (await ask<ApiKeysResponse>(keysPath)).keys,
})

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: () => ask<StudioStatusResponse>('/lectern/v1/status'),
  refetchInterval: 5_000,
})

export const languageModelPath = '/lectern/v1/language-model'
export const languageModelQuery = queryOptions({
  queryKey: ['language-model'],
  queryFn: () => ask<LanguageModelResponse>(languageModelPath),
  staleTime: 60_000,
})

/** Tells the words of a paragraph that is heard while it is being spoken, as they come. */
export async function followWords(
  streamUrl: string,
  onWords: (words: BlockStreamTimes['words']) => void,
): Promise<void> {
  for await (const { words } of readLines<BlockStreamTimes>(`${streamUrl}/times`)) onWords(words)
}
