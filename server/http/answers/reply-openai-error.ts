import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { OpenaiError } from '#contract/openai-speech.ts'
import type { StudioError } from '#server/base/errors.ts'
import { listIssues, noteError, toKnownError } from './reply-error.ts'

/** Answers any thrown value in the shape of OpenAI's API. */
export function replyOpenaiError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id)
  if (thrown instanceof z.ZodError) {
    const sentences = listIssues(thrown).map(({ path, message }) => `${path.join('.')}: ${message}`)
    reply.code(400).send(toBody(sentences.join('; ')))
    return
  }
  const error = toKnownError(thrown)
  noteError(error, thrown, request, reply)
  const status = error.code === 'voice_not_found' ? 400 : error.http
  reply.code(status).send(toBody(`${error.message} ${error.advice}`, classOf(error, status)))
}

function toBody(message: string, kind: Partial<OpenaiError['error']> = {}): OpenaiError {
  return { error: { message, type: 'invalid_request_error', param: null, code: null, ...kind } }
}

/** Where their clients tell errors apart. */
function classOf({ code }: StudioError, status: number): Partial<OpenaiError['error']> {
  if (status >= 500) return { type: 'server_error' }
  if (status === 429) return { type: 'requests', code: 'rate_limit_exceeded' }
  if (code === 'model_not_found') return { param: 'model', code }
  return code === 'invalid_api_key' ? { code } : {}
}
