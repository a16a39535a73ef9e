import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { ask, askRaw, upload } from '../../client/api.ts'
import { findSnapshotToTake } from '../../client/newest-snapshot.ts'
import { projectsQuery } from '../../client/queries.ts'
import type { ProjectSummary } from '../../client/types.ts'
import { useDeletions } from './deletions.tsx'
import { nameOf } from './library.ts'

export interface NewProject {
  name: string
  file?: File | Blob
  fileName?: string
  url?: string
  voiceId?: string
  findCharacters?: boolean
}

/** A document on its way to the server. */
export interface Upload {
  id: number
  name: string
  progress: number
  error?: string
  stop: () => void
}

/** The projects, and what can be done with them. */
export function useLibrary() {
  const queries = useQueryClient()
  const projects = useQuery(projectsQuery)
  const [uploads, setUploads] = useState<Upload[]>([])
  const count = useRef(0)
  const refresh = () => queries.invalidateQueries({ queryKey: ['projects'] })
  const deletions = useDeletions()

  const create = useMutation({ mutationFn: (project: NewProject) => createProject(project), onSuccess: refresh })

  /** Each file becomes a project of its own; the uploads are seen and can be stopped. */
  async function createFromFiles(files: File[], more: Partial<NewProject> = {}): Promise<ProjectSummary[]> {
    const made = await Promise.all(
      files.map(async (file) => {
        const id = ++count.current
        const stopping = new AbortController()
        const change = (fields: Partial<Upload>) =>
          setUploads((all) => all.map((one) => (one.id === id ? { ...one, ...fields } : one)))
        const close = () => setUploads((all) => all.filter((one) => one.id !== id))
        const stop = () => {
          stopping.abort(new Error('Stopped.'))
          close()
        }
        setUploads((all) => [...all, { id, name: file.name, progress: 0, stop }])
        try {
          const project = await createProject(
            { name: nameOf(file.name), ...more, file, fileName: file.name },
            { onProgress: (progress) => change({ progress }), signal: stopping.signal },
          )
          close()
          return project
        } catch (error) {
          if (!stopping.signal.aborted) change({ error: (error as Error).message })
          return undefined
        }
      }),
    )
    void refresh()
    return made.filter((project) => project !== undefined)
  }

  return {
    projects: projects.data?.filter((project) => !deletions.has(project.project_id)),
    error: projects.error,
    uploads,
    create,
    createFromFiles,
    deletions,
    rename: useMutation({
      mutationFn: ({ project, name }: { project: ProjectSummary; name: string }) => renameProject(project, name),
      onSuccess: refresh,
    }),
  }
}

async function createProject(
  { name, file, fileName, url, voiceId, findCharacters }: NewProject,
  options: { onProgress?: (progress: number) => void; signal?: AbortSignal } = {},
): Promise<ProjectSummary> {
  const form = new FormData()
  form.append('name', name)
  if (voiceId) {
    form.append('default_paragraph_voice_id', voiceId)
    form.append('default_title_voice_id', voiceId)
  }
  if (file) form.append('from_document', file, fileName)
  if (url) form.append('from_url', url)
  if (findCharacters) form.append('auto_assign_voices', 'true')
  return (await upload<{ project: ProjectSummary }>('/v1/studio/projects', form, options)).project
}

async function renameProject(project: ProjectSummary, name: string): Promise<void> {
  await ask(`/v1/studio/projects/${project.project_id}`, {
    method: 'POST',
    json: {
      name,
      default_title_voice_id: project.default_title_voice_id,
      default_paragraph_voice_id: project.default_paragraph_voice_id,
      volume_normalization: project.volume_normalization,
    },
  })
}

/** A project as one file. */
export async function fetchWhole(projectId: string, mayEdit: boolean): Promise<Blob> {
  const id = await findSnapshotToTake(projectId, { mayEdit })
  const stream = `/v1/studio/projects/${projectId}/snapshots/${id}/stream`
  return (await askRaw(stream, { method: 'POST', json: {} })).blob()
}
