import { queryOptions } from '@tanstack/react-query'
import { ask, readLines } from './api.ts'
import type {
  BlockHistoryResponse,
  BlockStreamTimes,
  CurrentSessionResponse,
  EditorChapter,
  Project,
  ProjectSummary,
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

/** Which operations this server has: pages of others are not shown. */
export const operationsQuery = queryOptions({
  queryKey: ['operations'],
  queryFn: async () => new Set(Object.keys((await ask<{ paths: Record<string, unknown> }>('/openapi.json')).paths)),
  staleTime: Number.POSITIVE_INFINITY,
})

/** Tells the words of a paragraph that is heard while it is being spoken, as they come. */
export async function followWords(
  streamUrl: string,
  onWords: (words: BlockStreamTimes['words']) => void,
): Promise<void> {
  for await (const { words } of readLines<BlockStreamTimes>(`${streamUrl}/times`)) onWords(words)
}
