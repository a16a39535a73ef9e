import { sql } from 'drizzle-orm'
import { z } from 'zod'
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

export const healthRoutes: Route[] = [get]
