import type { z } from 'zod'
import type { Config } from '#server/base/config.ts'
import { StudioError } from '#server/base/errors.ts'
import { type Clock, realClock } from '#server/engines/remote/clock.ts'
import { longestWait, retryDelay } from '#server/engines/remote/retry-delay.ts'
import { type AskOptions, type ChatServer, type Message, openChatServer } from './chat-server.ts'
import type { LanguageModel, Question } from './language-model.ts'
import { readAnswer } from './read-answer.ts'

export interface LanguageModelOptions {
  /** Another one in tests. */
  clock?: Clock
}

type Settings = Pick<Config, 'LECTERN_LLM_URL' | 'LECTERN_LLM_MODEL' | 'LECTERN_LLM_KEY' | 'LECTERN_LLM_SECONDS'>

/** The language model that the configuration names; undefined when it names none. */
export function openLanguageModel(config: Settings, options: LanguageModelOptions = {}): LanguageModel | undefined {
  const { LECTERN_LLM_URL: url, LECTERN_LLM_MODEL: model, LECTERN_LLM_KEY: key, LECTERN_LLM_SECONDS: seconds } = config
  if (!url) return undefined
  if (!model) throw new StudioError('invalid_configuration', 'LECTERN_LLM_URL is set and LECTERN_LLM_MODEL is not.')
  const server = openChatServer({ url, model, key, seconds })
  const clock = options.clock ?? realClock
  return {
    name: model,
    async askFor(schema, question, signal) {
      const messages = toMessages(question)
      const options = { signal, mostBytes: question.mostBytes }
      const ask = (all: Message[]) => askPatiently(server, clock, schema, all, options)
      const text = await ask(messages)
      const read = readAnswer(schema, text)
      if ('answer' in read) return read.answer
      const mended = await ask([...messages, ...toRepair(text, read.fault)])
      const again = readAnswer(schema, mended)
      if ('answer' in again) return again.answer
      throw new StudioError(
        'language_model_failed',
        `The language model ${model} answered twice in another form than it was asked for.`,
      )
    },
  }
}

/** How often a server is asked that is overloaded, or whose connection breaks. */
const mostTries = 3

async function askPatiently(
  server: ChatServer,
  clock: Clock,
  schema: z.ZodType,
  messages: Message[],
  options: AskOptions,
): Promise<string> {
  for (let tries = 1; ; tries++) {
    const outcome = await server.ask(schema, messages, options)
    if ('text' in outcome) return outcome.text
    const delay = retryDelay(tries, outcome.retryAfter, clock)
    if (!outcome.mayPass || tries >= mostTries || delay > longestWait) throw outcome.error
    await clock.wait(delay, options.signal)
  }
}

function toMessages({ instructions, material }: Question): Message[] {
  return [
    { role: 'system', content: instructions },
    { role: 'user', content: material },
  ]
}

/** As much of a wrong answer as helps to mend it. */
const mostRepeated = 20_000

function toRepair(text: string, fault: string): Message[] {
  const content = `That answer cannot be used. ${fault}\nAnswer again, with the corrected JSON object and nothing else.`
  return [
    { role: 'assistant', content: text.slice(0, mostRepeated) || '(nothing)' },
    { role: 'user', content },
  ]
}
