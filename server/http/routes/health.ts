import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { StudioError } from '#server/base/errors.ts'
import { hasLivingWorker } from '#server/voices/worker-voices.ts'
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
  summary: 'Whether a text can be spoken now: the database, the files and a worker answer',
  role: null,
  reply: z.object({ status: z.literal('ready') }),
  async handle({ studio: { db, files } }) {
    const [hasWorker] = await Promise.all([hasLivingWorker(db), files.head('ready')])
    if (!hasWorker) throw new StudioError('system_busy', 'No worker has been heard of for a while.')
    return { status: 'ready' as const }
  },
})

export const healthRoutes: Route[] = [get, ready]
