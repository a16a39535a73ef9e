import type { WebSocket } from 'ws'
import { z } from 'zod'
import { lastOfRepeated } from '#contract/requests.ts'
import { SpeechSocketMessage, SpeechSocketQuery } from '#contract/speech-sockets.ts'
import { counted } from '#server/base/counted.ts'
import { errorCatalogue } from '#server/base/error-catalogue.ts'
import { StudioError, toStudioError } from '#server/base/errors.ts'
import { readJson } from '#server/base/read-json.ts'
import { type Asker, spend } from '#server/keys/key-usage.ts'
import type { Studio } from '#server/studio.ts'
import { countCodePoints } from '#server/text/code-points.ts'
import { type Caller, requireRole } from '../entrance/authenticate.ts'
import { networkOf } from '../entrance/network-of.ts'
import { holdBack } from '../entrance/rate-limit.ts'
import { toAsker } from '../requests/asker.ts'
import { parseLax } from '../requests/lax.ts'
import type { SocketAsked } from '../route.ts'
import type { Conversation, ConversationOptions } from './conversations.ts'
import { openSocketLine } from './socket-line.ts'

/** A message of a client is a few sentences, with settings at most. */
export const longestMessage = 262_144

/**
 * Serves a socket that has just been opened: who it is, in its address or its first message, then message by message.
 * What is wrong is told over the socket, for a client whose handshake is refused does not hear why.
 * @param open how the conversation goes
 */
export function serveSpeechSocket(
  socket: WebSocket,
  { studio, entrance, request }: SocketAsked,
  open: (studio: Studio, options: ConversationOptions) => Conversation,
): void {
  const line = openSocketLine(socket)
  const leave: (() => void)[] = []
  const patience = openPatience(() => (conversation?.isBusy ? undefined : refuseSilence()))
  let conversation: Conversation | undefined
  let asker: Asker | undefined
  let query: SpeechSocketQuery
  let handling = Promise.resolve()
  let unhandled = 0

  function fail(thrown: unknown, extra: object = {}): void {
    patience.stop()
    if (line.signal.aborted) return
    const { error, message, isOurs } = toRefusal(thrown)
    if (isOurs) studio.log.error({ err: thrown, requestId: request.id }, 'A socket for speech failed.')
    line.refuse({ error, message }, extra)
  }

  function refuseSilence(): void {
    const sentence = `No message came for ${counted(query.inactivity_timeout, 'second')}.`
    fail(new StudioError('input_timeout_exceeded', sentence))
  }

  async function begin(key: string | undefined, token?: string): Promise<void> {
    const caller = await admit({ key, token }, { entrance, request })
    if (!caller || line.signal.aborted) return
    const leaveKey = entrance.sockets.enter(caller.key ?? '')
    for (const one of leave.splice(0)) one()
    const admission = entrance.doorkeeper.whileAdmitted(caller)
    leave.push(leaveKey, () => admission[Symbol.dispose]())
    admission.signal.addEventListener('abort', () => fail(admission.signal.reason), { once: true })
    const { voice_id: voiceId } = request.params as { voice_id: string }
    studio.voices.get(voiceId)
    asker = toAsker(caller, studio.config)
    conversation = open(studio, { voiceId, query, asker: caller.key, line, fail })
  }

  async function take(data: Buffer, isBinary: boolean): Promise<void> {
    if (line.signal.aborted) return
    const message = await readMessage(data, isBinary)
    if (!conversation) await begin(message.xi_api_key ?? message['xi-api-key'] ?? message.authorization ?? '')
    const characters = countCodePoints(message.text ?? '')
    if (asker && characters > 0) await spend(studio.db, asker, { characters })
    await conversation!.take(message)
  }

  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (line.signal.aborted) return
    patience.restart()
    unhandled++
    socket.pause() // what a client sends faster than it is handled waits with the client
    handling = handling
      .then(() => take(data, isBinary))
      .catch(fail)
      .finally(() => --unhandled === 0 && socket.resume())
  })
  socket.on('close', () => {
    patience.stop()
    for (const one of leave) one()
  })
  try {
    query = SpeechSocketQuery.parse(lastOfRepeated(SpeechSocketQuery, request.query))
    leave.push(entrance.sockets.enter(`address ${networkOf(request.ip)}`))
    patience.start(query.inactivity_timeout)
    const key = query['xi-api-key'] ?? query.xi_api_key ?? query.authorization
    handling = begin(key, query.single_use_token).catch(fail)
  } catch (error) {
    fail(error)
  }
}

/**
 * @param key as the client gave it; undefined when it may still come
 * @returns undefined when it may still come @throws StudioError when it is wrong or missing
 */
async function admit(
  { key, token }: { key?: string; token?: string },
  { entrance, request }: Omit<SocketAsked, 'studio'>,
): Promise<Caller | undefined> {
  const { doorkeeper, limiter } = entrance
  const { method, ip, ips } = request
  // Never by cookie: a page of another site could open a socket with it.
  const { cookie: _, ...headers } = request.headers
  const knock = {
    headers: key ? { ...headers, 'xi-api-key': key.replace(/^Bearer\s+/i, '') } : headers,
    method,
    ip,
    ips,
  }
  const isTold = key !== undefined || token !== undefined || 'xi-api-key' in headers || 'authorization' in headers
  if (!isTold && doorkeeper.recognise(knock).keysRequired) return undefined
  const caller = token === undefined ? doorkeeper.admit(knock) : await doorkeeper.admitToken(token, knock)
  if (caller.key) holdBack(limiter, caller.key, 'This key asks too often.')
  requireRole(caller, 'editor')
  return caller
}

async function readMessage(data: Buffer, isBinary: boolean): Promise<SpeechSocketMessage> {
  if (isBinary) throw new StudioError('malformed_json', 'Messages are JSON as text.')
  return parseLax(SpeechSocketMessage, await readJson(data.toString()))
}

/** Calls when nothing has come for a while. */
function openPatience(onLost: () => void) {
  let timer: NodeJS.Timeout | undefined
  return {
    start(seconds: number) {
      timer = setInterval(onLost, seconds * 1000).unref()
    },
    restart: () => void timer?.refresh(),
    stop: () => clearInterval(timer),
  }
}

/** What clients of the public API know errors by, where that is another word than ours. */
const names: Record<string, string> = {
  missing_api_key: 'authentication_required',
  insufficient_permissions: 'unauthorized',
  voice_not_found: 'voice_id_does_not_exist',
  malformed_json: 'invalid_input_message',
  request_too_large: 'invalid_input_message',
}

function toRefusal(thrown: unknown): { error: string; message: string; isOurs: boolean } {
  if (thrown instanceof z.ZodError) {
    const [{ path, message } = { path: [], message: '' }] = thrown.issues
    return { error: 'invalid_input_message', message: `${path.join('.') || 'The message'}: ${message}`, isOurs: false }
  }
  const { code, message } = toStudioError(thrown)
  const { http, advice } = errorCatalogue[code]
  return { error: names[code] ?? code, message: `${message} ${advice}`, isOurs: http >= 500 }
}
