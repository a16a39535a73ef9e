import type { ServerResponse } from 'node:http'
import {
  type Asked,
  type FakeService,
  openFakeService,
  sendJson,
} from '#server/engines/remote/fake-service.test-kit.ts'

/** What a fake server of OpenAI's kind is asked. */
export interface AskedModel {
  instructions: string
  material: string
  /** All messages, for the second round of an answer that had the wrong shape. */
  messages: { role: string; content: string }[]
  /** The JSON schema that the answer is to have. */
  schema: Record<string, unknown>
  headers: Asked['headers']
}

/** What it answers: an object as JSON, a text as it is, or whatever it likes to do with the response. */
export type ModelAnswer = object | string | ((response: ServerResponse) => void)

export interface FakeLanguageModel extends FakeService {
  questions: AskedModel[]
  /** Variables of the environment that lead to it. */
  environment: { LECTERN_LLM_URL: string; LECTERN_LLM_MODEL: string; LECTERN_LLM_KEY: string }
}

/** A server of OpenAI's kind on loopback, which answers as it is told to. */
export async function openFakeLanguageModel(answer: (asked: AskedModel) => ModelAnswer): Promise<FakeLanguageModel> {
  const questions: AskedModel[] = []
  const service = await openFakeService((asked, response) => {
    const question = toQuestion(asked)
    questions.push(question)
    const answered = answer(question)
    if (typeof answered === 'function') return answered(response)
    sendChat(response, typeof answered === 'string' ? answered : JSON.stringify(answered))
  })
  const environment = {
    LECTERN_LLM_URL: `${service.url}v1`,
    LECTERN_LLM_MODEL: 'fake-model',
    LECTERN_LLM_KEY: 'k-fake-language-key',
  }
  return { ...service, questions, environment, [Symbol.asyncDispose]: service[Symbol.asyncDispose] }
}

/** The answer of a chat. */
export function sendChat(response: ServerResponse, content: string | null, more: object = {}): void {
  const message = { role: 'assistant', content, ...more }
  const choices = [{ index: 0, message, finish_reason: 'stop' }]
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 }
  sendJson(response, 200, { id: '1', object: 'chat.completion', created: 1, model: 'fake-model', choices, usage })
}

function toQuestion({ body, headers }: Asked): AskedModel {
  const messages = body.messages as AskedModel['messages']
  const format = body.response_format as { json_schema?: { schema: Record<string, unknown> } } | undefined
  const instructions = messages.find(({ role }) => role === 'system')?.content ?? ''
  const material = messages.find(({ role }) => role === 'user')?.content ?? ''
  return { instructions, material, messages, schema: format?.json_schema?.schema ?? {}, headers }
}
