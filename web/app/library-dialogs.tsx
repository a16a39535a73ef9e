import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { voicesQuery } from '../client/queries.ts'
import type { ProjectSummary } from '../client/types.ts'
import { CreateDialog, type CreateKind } from '../features/library/create-dialog.tsx'
import { RenameDialog } from '../features/library/rename-dialog.tsx'
import type { NewProject, useLibrary } from '../features/library/use-library.ts'
import { Later } from '../ui/later.tsx'
import { useOnce } from '../ui/use-once.ts'

const loadPodcast = () => import('../features/library/podcast-dialog.tsx').then((module) => module.PodcastDialog)

interface LibraryDialogsProps {
  library: ReturnType<typeof useLibrary>
  creating: CreateKind | 'podcast' | undefined
  renamed: ProjectSummary | undefined
  onClose: () => void
}

/** What is open above the shelf. A project that is made is gone to. */
export function LibraryDialogs({ library, creating, renamed, onClose }: LibraryDialogsProps) {
  const navigate = useNavigate()
  const voices = useQuery(voicesQuery)
  const create = useOnce(async (project: NewProject) => {
    const made = await library.create.mutateAsync(project).catch(() => undefined)
    if (made) await navigate({ to: '/projects/$projectId', params: { projectId: made.project_id } })
  })
  return (
    <>
      {creating === 'podcast' && voices.data && (
        <Later
          load={loadPodcast}
          onFailed={onClose}
          props={{
            voices: voices.data,
            onClose,
            onCreated: ({ project_id: projectId }: ProjectSummary) =>
              navigate({ to: '/projects/$projectId/script', params: { projectId } }),
          }}
        />
      )}
      {creating && creating !== 'podcast' && (
        <CreateDialog
          kind={creating}
          voices={voices.data ?? []}
          isBusy={library.create.isPending}
          problem={library.create.error?.message}
          onClose={onClose}
          onCreate={create}
        />
      )}
      {renamed && (
        <RenameDialog
          name={renamed.name}
          onClose={onClose}
          onRename={(name) => {
            library.rename.mutate({ project: renamed, name })
            onClose()
          }}
        />
      )}
    </>
  )
}
