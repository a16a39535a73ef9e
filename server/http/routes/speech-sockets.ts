import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { VoicePath } from '#contract/paths.ts'
import { StudioError } from '#server/base/errors.ts'
import type { Studio } from '#server/studio.ts'
import { getModel } from '#server/voices/models.ts'
import { type Route, route } from '../route.ts'
import {
  type Conversation,
  type ConversationOptions,
  openMultiConversation,
  openSingleConversation,
} from '../sockets/conversations.ts'
import { serveSpeechSocket } from '../sockets/serve-speech-socket.ts'
import { openSocketLine } from '../sockets/socket-line.ts'

type Open = (studio: Studio, options: ConversationOptions) => Conversation

const single = speechSocket(
  'stream-input',
  'Speak a text that is still being written, over a WebSocket',
  openSingleConversation,
)

const multi = speechSocket(
  'multi-stream-input',
  'Speak several texts that are still being written, over one WebSocket',
  openMultiConversation,
)

function speechSocket(name: string, summary: string, open: Open): Route {
  return route({
    method: 'GET',
    path: `/v1/text-to-speech/:voice_id/${name}`,
    tag: 'text-to-speech',
    summary,
    served: 'partly',
    role: null,
    params: VoicePath,
    reply: z.never(),
    handle: refusePlainRequest,
    socket: {
      check: ({ studio, request }) => checkModel(studio, request),
      serve: (socket, asked) => serveSpeechSocket(socket, asked, open),
    },
  })
}

/** Dialogues over sockets speak another protocol: who asks for one hears so over the socket, where clients listen. */
const dialogues = ['stream-input', 'multi-stream-input'].map((name) =>
  route({
    method: 'GET',
    path: `/v1/text-to-dialogue/${name}`,
    tag: 'text-to-dialogue',
    summary: 'Refused: dialogues are not spoken over a WebSocket',
    served: 'not',
    role: null,
    reply: z.never(),
    handle: refusePlainRequest,
    socket: {
      serve(socket) {
        const message = 'Dialogue over a WebSocket is not served here. Use POST /v1/text-to-dialogue/stream.'
        openSocketLine(socket).refuse({ error: 'feature_not_available', message })
      },
    },
  }),
)

const makeToken = route({
  method: 'POST',
  path: '/v1/single-use-token/tts_websocket',
  tag: 'text-to-speech',
  summary: 'Make a token with which somebody else may open one WebSocket for speech within 15 minutes',
  role: 'editor',
  reply: z.object({ token: z.string() }),
  answersSecret: true,
  handle: async ({ entrance, caller }) => ({ token: entrance.doorkeeper.makeToken(caller) }),
})

export const speechSocketRoutes: Route[] = [single, multi, ...dialogues, makeToken]

async function refusePlainRequest(): Promise<never> {
  throw new StudioError('websocket_required', 'This address is for WebSockets.')
}

/** As the hosted service refuses it: before the socket is opened. @throws StudioError `unsupported_model` */
function checkModel({ engines }: Studio, { query }: FastifyRequest): void {
  const { model_id: modelId } = query as { model_id?: unknown }
  if (typeof modelId !== 'string') return
  try {
    getModel(engines.list(), modelId)
  } catch (cause) {
    throw new StudioError('unsupported_model', `There is no model "${modelId}".`, { cause, param: 'model_id' })
  }
}
