import type { CreateProjectForm } from '#contract/project-forms.ts'
import { StudioError } from '#server/base/errors.ts'

/** What this version does not do yet is refused, not ignored. @throws StudioError `feature_not_available` */
export function refuseUnserved(form: Partial<CreateProjectForm>): void {
  const asked: [keyof CreateProjectForm, boolean][] = [
    ['auto_assign_voices', Boolean(form.auto_assign_voices)],
    ['create_publishing_read', Boolean(form.create_publishing_read)],
  ]
  for (const [param, isAsked] of asked) {
    if (isAsked) throw new StudioError('feature_not_available', `This version does not serve ${param} yet.`, { param })
  }
}
