import { translate } from '../i18n/translate.ts'
import { ApiError, ask } from './api.ts'
import type { CurrentSnapshotResponse, Project } from './types.ts'

/** How many characters of a project are not spoken. */
export function missingCharacters({ chapters }: Project): number {
  return chapters.reduce((sum, { statistics }) => sum + (statistics?.characters_unconverted ?? 0), 0)
}

/** Whether a project has no text to say at all. */
export function saysNothing({ chapters }: Project): boolean {
  return chapters.every(({ statistics }) => !statistics?.characters_unconverted && !statistics?.characters_converted)
}

/**
 * The snapshot that a file of a project is made from: the text as it is now where all of it is spoken, which only has to be put
 * together where that was not done before; else, and where a voice of it has gone, what was converted before.
 * @throws ApiError, NotConnected, Error when there is none
 */
export async function findSnapshotToTake(
  projectId: string,
  { mayEdit, signal }: { mayEdit: boolean; signal?: AbortSignal },
): Promise<string> {
  const path = `/v1/studio/projects/${projectId}`
  if (mayEdit && missingCharacters(await ask<Project>(path, { signal })) === 0) {
    const current = await takeAsItIsNow(projectId, path, signal).catch(unlessVoiceIsGone)
    if (current) return current
  }
  const { snapshots } = await ask<{ snapshots: { project_snapshot_id: string }[] }>(`${path}/snapshots`, { signal })
  const [newest] = snapshots
  if (!newest) throw new Error(translate('There is nothing to download yet.'))
  return newest.project_snapshot_id
}

/** Null when it was put together only now. */
async function takeAsItIsNow(projectId: string, path: string, signal: AbortSignal | undefined): Promise<string | null> {
  const current = await ask<CurrentSnapshotResponse>(`/lectern/v1/projects/${projectId}/current-snapshot`, { signal })
  if (!current.project_snapshot_id) await putTogether(path, signal)
  return current.project_snapshot_id
}

/** Without a voice nobody can tell what it would say now. */
function unlessVoiceIsGone(error: unknown): null {
  if (error instanceof ApiError && error.code === 'voice_not_found') return null
  throw error
}

async function putTogether(path: string, signal: AbortSignal | undefined): Promise<void> {
  await ask(`${path}/convert`, { method: 'POST', signal })
  for (;;) {
    const { state, chapters } = await ask<Project>(path, { signal })
    if (state === 'default') {
      const problem = chapters.find((chapter) => chapter.last_conversion_error)?.last_conversion_error
      if (problem) throw new Error(problem)
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}
