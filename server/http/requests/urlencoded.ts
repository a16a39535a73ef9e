import type { FormPart } from '#contract/forms.ts'
import { StudioError } from '#server/base/errors.ts'

/** As many as a form in parts may have. */
const mostFields = 1_000

/** The fields of a form as `application/x-www-form-urlencoded`, which has no files. @throws StudioError `request_too_large` */
export function readUrlencoded(body: string): FormPart[] {
  if (body.split('&', mostFields + 1).length > mostFields)
    throw new StudioError('request_too_large', 'The form has too many fields.')
  return [...new URLSearchParams(body)].map(([name, value]) => ({ name, value }))
}
