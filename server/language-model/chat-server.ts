import type { z } from 'zod'
import { findStudioError, StudioError } from '#server/base/errors.ts'
import { isPassing } from '#server/engines/remote/retry-delay.ts'
import { serviceWords } from '#server/engines/remote/service-words.ts'
import { withoutSecrets } from '#server/engines/remote/without-secrets.ts'
import { guardedFetch } from '#server/net/guarded-fetch.ts'

export interface ChatServerOptions {
  /** Up to and with `/v1`. Whoever configures it means it, so it may lead to this machine; redirects are not followed. */
  url: string
  model: string
  key?: string
  /** How long one answer may take. */
  seconds: number
}

export interface Message {
  role: 'system' | 'user' | 'assistant'
  content: string
}

/** What the model wrote, or why there is nothing, and whether the same may succeed in a moment. */
export type Outcome = { text: string } | { error: StudioError; mayPass: boolean; retryAfter?: string }

export interface AskOptions {
  signal: AbortSignal
  mostBytes?: number
}

export interface ChatServer {
  /** Asks once. @throws the signal's reason when aborted */
  ask(schema: z.ZodType, messages: Message[], options: AskOptions): Promise<Outcome>
}

/** An answer is a few thousand words at most; what is longer has no end. */
const usualMostBytes = 2_000_000

/** A server of OpenAI's kind, which is told the shape of the answer (`response_format` of the type `json_schema`). */
export function openChatServer(options: ChatServerOptions): ChatServer {
  const { url, model, key, seconds } = options
  const fetchAtMost =
    (byteLength: number) =>
    async (to: unknown, { method, headers, body, signal }: RequestInit = {}) => {
      const limits = { byteLength, seconds, redirects: 0 }
      const request = { method, headers: Object.fromEntries(new Headers(headers)), body: body as string }
      const whole = { ...request, signal: signal ?? undefined, allowPrivate: true, limits }
      const answer = await guardedFetch(String(to), whole)
      const type = answer.headers['content-type'] ?? ''
      const told = { 'content-type': type, 'retry-after': answer.headers['retry-after'] ?? '' }
      return new Response(new Uint8Array(answer.body), { status: answer.status, headers: told })
    }
  return {
    async ask(schema, messages, { signal, mostBytes = usualMostBytes }) {
      const { generateText, NoObjectGeneratedError, Output } = await import('ai')
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
      // Without structured outputs the schema would reach the model nowhere.
      const server = createOpenAICompatible({
        name: 'language-model',
        baseURL: url,
        apiKey: key,
        fetch: fetchAtMost(mostBytes),
        supportsStructuredOutputs: true,
      })
      const [{ content: instructions }, ...rest] = messages as [Message, ...Message[]]
      try {
        const { text } = await generateText({
          model: server(model),
          output: Output.object({ schema, name: 'answer' }),
          instructions,
          messages: rest as { role: 'user' | 'assistant'; content: string }[],
          temperature: 0.3,
          maxRetries: 0,
          abortSignal: signal,
        })
        return { text }
      } catch (thrown) {
        signal.throwIfAborted()
        if (NoObjectGeneratedError.isInstance(thrown)) return { text: thrown.text ?? '' }
        return explain(options, thrown)
      }
    },
  }
}

/** Without a cause: what lies behind an answer may hold what was sent, and with it the key. */
function explain({ url, model, key = '', seconds }: ChatServerOptions, thrown: unknown): Outcome {
  const host = new URL(url).host
  const { statusCode: status, responseBody = '', responseHeaders = {} } = thrown as ApiFailure
  const fail = (reason: string, mayPass: boolean): Outcome => ({
    error: new StudioError('language_model_failed', withoutSecrets(`The language model ${model} ${reason}.`, [key])),
    mayPass,
    retryAfter: responseHeaders['retry-after'] || undefined,
  })
  const known = findStudioError(thrown) // a connection that broke comes as the cause of an error of the package
  if (known) {
    if (known.code === 'fetch_timeout') return { error: tookTooLong(model, seconds), mayPass: false }
    if (known.code === 'fetch_too_large') return fail(`at ${host} gave an answer without end`, false)
    return fail(`at ${host} could not be reached`, known.code === 'fetch_failed')
  }
  if (status === undefined) return fail(`at ${host} could not be asked`, false)
  if (status < 300) return fail(`at ${host} answered something that is not the answer of a chat`, false)
  const { words } = serviceWords(Buffer.from(responseBody))
  return fail(`at ${host} answered ${status}${words && `: ${words.replace(/[.\s]+$/, '')}`}`, isPassing(status))
}

type ApiFailure = { statusCode?: number; responseBody?: string; responseHeaders?: Record<string, string> }

function tookTooLong(model: string, seconds: number): StudioError {
  return new StudioError('language_model_timeout', `The language model ${model} took more than ${seconds} s to answer.`)
}
