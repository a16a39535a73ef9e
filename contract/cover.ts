import { z } from 'zod'
import { FileField } from './forms.ts'

/** Ours: the picture of a project. */
export const CoverForm = z.object({ cover: FileField })

export const CoverResponse = z.object({ cover_image_url: z.string() })
