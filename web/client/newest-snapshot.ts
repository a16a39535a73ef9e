import { translate } from '../i18n/translate.ts'
import { ask } from './api.ts'
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
 * together where that was not done before; else what was converted before.
 * @throws ApiError, NotConnected, Error when there is none
 */
export async function findSnapshotToTake(
  projectId: string,
  { mayEdit, signal }: { mayEdit: boolean; signal?: AbortSignal },
): Promise<string> {
  const path = `/v1/studio/projects/${projectId}`
  if (mayEdit && missingCharacters(await ask<Project>(path, { signal })) === 0) {
    const current = await ask<CurrentSnapshotResponse>(`/lectern/v1/projects/${projectId}/current-snapshot`, { signal })
    if (current.project_snapshot_id) return current.project_snapshot_id
    await putTogether(path, signal)
  }
  const { snapshots } = await ask<{ snapshots: { project_snapshot_id: string }[] }>(`${path}/snapshots`, { signal })
  const [newest] = snapshots
  if (!newest) throw new Error(translate('There is nothing to download yet.'))
  return newest.project_snapshot_id
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
