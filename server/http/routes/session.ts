import type { FastifyRequest } from 'fastify'
import { CurrentSessionResponse, SessionResponse, SignInBody } from '#contract/session.ts'
import { Status } from '#contract/status.ts'
import { version } from '#server/base/version.ts'
import { sessionSeconds } from '#server/keys/sessions.ts'
import { jsonReply } from '../answers/send-bytes.ts'
import { sessionCookie } from '../entrance/authenticate.ts'
import { type Route, route } from '../route.ts'

const path = '/lectern/v1/session'
const tag = 'session'

// Signing in to the studio in the browser, where keys are required.

const signIn = route({
  method: 'POST',
  path,
  tag,
  summary: 'Sign a browser in with an API key: a cookie, and a token that writes have to bring along',
  role: null,
  body: SignInBody,
  reply: SessionResponse,
  async handle({ body, request, entrance }) {
    const { role, cookie, csrfToken } = entrance.doorkeeper.signIn(body.key, request)
    const headers = { 'set-cookie': writeCookie(request, cookie, sessionSeconds) }
    return jsonReply(SessionResponse, { role, csrf_token: csrfToken }, { headers })
  },
})
const current = route({
  method: 'GET',
  path,
  tag,
  summary: 'Tell who a browser is signed in as',
  role: null,
  reply: CurrentSessionResponse,
  async handle({ request, entrance }) {
    const { role, csrfToken, keysRequired } = entrance.doorkeeper.recognise(request)
    return { role, csrf_token: csrfToken, keys_required: keysRequired, version }
  },
})
const signOut = route({
  method: 'DELETE',
  path,
  tag,
  summary: 'Sign a browser out',
  role: null,
  reply: Status,
  async handle({ request }) {
    const headers = { 'set-cookie': writeCookie(request, '', 0) }
    return jsonReply(Status, { status: 'ok' }, { headers })
  },
})
export const sessionRoutes: Route[] = [signIn, current, signOut]

function writeCookie(request: FastifyRequest, value: string, seconds: number): string {
  const flags = [
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
    `Max-Age=${seconds}`,
    ...(request.protocol === 'https' ? ['Secure'] : []),
  ]
  return [`${sessionCookie}=${value}`, ...flags].join('; ')
}
