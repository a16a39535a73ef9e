import type { CreateProjectForm } from '#contract/project-forms.ts'
import { StudioError } from '#server/base/errors.ts'

const reasons = {
  auto_assign_voices:
    'Voices are not assigned to speakers by themselves yet; name a voice_id in each node of from_content_json instead of auto_assign_voices.',
  create_publishing_read:
    'Nothing is published from this server, so there is no draft to make; leave create_publishing_read out.',
} as const

/** What this version does not do is refused, not ignored. @throws StudioError `feature_not_available` */
export function refuseUnserved(form: Partial<CreateProjectForm>): void {
  for (const param of ['auto_assign_voices', 'create_publishing_read'] as const) {
    if (form[param]) throw new StudioError('feature_not_available', reasons[param], { param })
  }
}
