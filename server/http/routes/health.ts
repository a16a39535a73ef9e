import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { StudioError } from '#server/base/errors.ts'
import { hasReadyWorker } from '#server/voices/worker-voices.ts'
import { type Route, route } from '../route.ts'

const get = route({
  method: 'GET',
  path: '/health',
  tag: 'admin',
  summary: 'Whether Lectern is ready: it answers, and so does its database',
  role: null,
  reply: z.object({ status: z.literal('ok') }),
  async handle({ studio }) {
    await studio.db.execute(sql`select 1`)
    return { status: 'ok' as const }
  },
})

const ready = route({
  method: 'GET',
  path: '/ready',
  tag: 'admin',
  summary: 'Whether a text can be spoken at once: the database and the files answer, and a worker has loaded its voice',
  role: null,
  reply: z.object({ status: z.literal('ready') }),
  async handle({ studio: { db, files } }) {
    const [hasWorker] = await Promise.all([hasReadyWorker(db), files.head('ready')])
    if (!hasWorker)
      throw new StudioError('system_busy', 'No worker is ready: it still loads its voice, or there is none.')
    return { status: 'ready' as const }
  },
})

export const healthRoutes: Route[] = [get, ready]
