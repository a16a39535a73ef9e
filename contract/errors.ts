import { z } from 'zod'

/** The classes that the public API files its errors under. */
export const ErrorType = z.enum([
  'validation_error',
  'invalid_request',
  'authentication_error',
  'payment_required',
  'authorization_error',
  'not_found',
  'conflict',
  'rate_limit_error',
  'internal_error',
  'service_unavailable',
])
export type ErrorType = z.infer<typeof ErrorType>

/** Every error except 422. Old clients read `status`, new ones `code`: both say the same. */
export const ErrorDetail = z
  .object({
    detail: z.object({
      type: ErrorType,
      code: z.string(),
      message: z.string(),
      status: z.string(),
      request_id: z.string().nullable(),
      /** The offending field, when there is one. */
      param: z.string().nullable(),
    }),
  })
  .meta({ id: 'ErrorDetail' })
export type ErrorDetail = z.infer<typeof ErrorDetail>

export const ValidationError = z
  .object({
    /** Begins with `body`, `query`, `path` or `header`; the index in a list is an integer. */
    loc: z.array(z.union([z.string(), z.int()])),
    msg: z.string(),
    /** Such as `missing`. */
    type: z.string(),
  })
  .meta({ id: 'ValidationError' })
export type ValidationError = z.infer<typeof ValidationError>

/** 422: the request is not of the declared shape. */
export const HTTPValidationError = z.object({ detail: z.array(ValidationError) }).meta({ id: 'HTTPValidationError' })
export type HTTPValidationError = z.infer<typeof HTTPValidationError>
