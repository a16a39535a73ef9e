import type { FastifyReply, FastifyRequest } from 'fastify'
import type { StudioError } from '#server/base/errors.ts'
import { plainPage, plainPageHeaders } from './plain-page.ts'
import { noteError, replyError, toKnownError } from './reply-error.ts'
import { looksAtPages } from './web-pages.ts'

/** Answers any thrown value as a page, to who looks at pages; strangers are led to where they sign in. */
export function replyErrorPage(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = toKnownError(thrown)
  if (!looksAtPages(request)) replyError(thrown, request, reply)
  else if (error.http === 401) reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`, 303)
  else showError(error, thrown, request, reply)
}

function showError(error: StudioError, thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  noteError(error, thrown, request, reply)
  const way = { address: '/', name: 'Projects' }
  const sentence = `${error.message} ${error.advice}`
  const page = plainPage({ title: 'This page did not open', role: 'alert', sentence, way })
  reply.code(error.http).type('text/html; charset=utf-8').headers(plainPageHeaders).send(page)
}
