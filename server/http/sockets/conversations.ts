import type { SpeechSocketMessage, SpeechSocketQuery } from '#contract/speech-sockets.ts'
import { StudioError } from '#server/base/errors.ts'
import type { Studio } from '#server/studio.ts'
import type { SocketLine } from './socket-line.ts'
import { openSpeechContext, type SpeechContext } from './speech-context.ts'

/** What a client and we talk over one socket, message by message. */
export interface Conversation {
  /** @throws StudioError what is wrong with a message, or with what it asks for */
  take(message: SpeechSocketMessage): Promise<void>
  /** Whether something is being spoken, or nothing more is expected of the client. */
  readonly isBusy: boolean
}

export interface ConversationOptions {
  voiceId: string
  query: SpeechSocketQuery
  /** The hash of a key. */
  asker?: string
  line: SocketLine
  /** What goes wrong while it is spoken. @param extra for the message that tells it */
  fail(thrown: unknown, extra?: object): void
}

/** One text. It is over with the message whose text is empty; then so is the socket. */
export function openSingleConversation(studio: Studio, options: ConversationOptions): Conversation {
  const { line, fail } = options
  let context: SpeechContext | undefined
  return {
    async take(message) {
      context ??= await openContext(message)
      await context.add(message)
      if (message.text === '' && !message.flush) context.end()
    },
    get isBusy() {
      return context !== undefined && (context.isSpeaking || context.isEnding)
    },
  }

  async function openContext(settings: SpeechSocketMessage): Promise<SpeechContext> {
    const opened = await openSpeechContext(studio, { ...options, settings, send: line.send, signal: line.signal })
    opened.done.then(() => line.close(), fail)
    return opened
  }
}

/** So many the hosted service lets a socket have. */
const mostContexts = 5
/** The context of messages that name none. */
const unnamed = 'default'

/** Several texts, each with a name, spoken side by side until they are closed one by one, or the socket is. */
export function openMultiConversation(studio: Studio, options: ConversationOptions): Conversation {
  const { line, fail } = options
  const contexts = new Set<{ id: string; context: SpeechContext }>()
  let first: SpeechSocketMessage | undefined
  let isClosing = false

  async function openContext(id: string, message: SpeechSocketMessage): Promise<SpeechContext> {
    if (contexts.size >= mostContexts) {
      throw new StudioError('max_active_conversations', `This socket has ${mostContexts} contexts already.`)
    }
    const names = { contextId: id, context_id: id }
    const send = (frame: object) => {
      const isFinal = 'isFinal' in frame && frame.isFinal ? { is_final: true } : {}
      return line.send({ ...frame, ...isFinal, ...names })
    }
    const after = [...contexts].findLast((one) => one.id === id)?.context.done
    const settings = inherit(message, first)
    const context = await openSpeechContext(studio, { ...options, settings, send, after, signal: line.signal })
    const named = { id, context }
    contexts.add(named)
    context.done.then(
      () => {
        contexts.delete(named)
        if (isClosing && contexts.size === 0) line.close()
      },
      (error) => fail(error, names),
    )
    return context
  }

  function closeAll(): void {
    isClosing = true
    for (const { context } of contexts) context.end()
    if (contexts.size === 0) line.close()
  }

  return {
    async take(message) {
      if (isClosing) return
      first ??= message
      if (message.close_socket) return closeAll()
      const id = message.context_id ?? message.contextId ?? unnamed
      const current = [...contexts].find((one) => one.id === id && !one.context.isEnding)?.context
      if (!current && saysNothing(message)) return
      const context = current ?? (await openContext(id, message))
      await context.add(message)
      if (message.close_context) context.end()
    },
    get isBusy() {
      return isClosing || [...contexts].some(({ context }) => context.isSpeaking || context.isEnding)
    },
  }
}

/** Keeping the socket alive opens no context, and there is nothing to close where none is open. */
function saysNothing({ text, flush, close_context: closes, ...settings }: SpeechSocketMessage): boolean {
  const { voice_settings, generation_config, generator_config, pronunciation_dictionary_locators } = settings
  const hasSettings = [voice_settings, generation_config, generator_config, pronunciation_dictionary_locators].some(
    Boolean,
  )
  return !text && !hasSettings && (closes === true || !flush)
}

function inherit(message: SpeechSocketMessage, first: SpeechSocketMessage | undefined): SpeechSocketMessage {
  return {
    voice_settings: message.voice_settings ?? first?.voice_settings,
    generation_config:
      message.generation_config ?? message.generator_config ?? first?.generation_config ?? first?.generator_config,
    pronunciation_dictionary_locators:
      message.pronunciation_dictionary_locators ?? first?.pronunciation_dictionary_locators,
  }
}
