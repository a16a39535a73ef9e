import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { StudioError } from '#server/base/errors.ts'
import { requireAnswer } from '#server/storage/require-answer.ts'
import type { Studio } from '#server/studio.ts'
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

/** Strangers ask for it, too: however many they are, workers and files are looked at once a second. */
const freshMilliseconds = 1_000

/** Whether a text can be spoken at once. */
function readyRoute(): Route {
  let looked: { at: number; hasWorker: Promise<boolean> } | undefined
  return route({
    method: 'GET',
    path: '/ready',
    tag: 'admin',
    summary:
      'Whether a text can be spoken at once: the database and the files answer, and a worker has loaded its voice',
    role: null,
    reply: z.object({ status: z.literal('ready') }),
    async handle({ studio }) {
      const now = performance.now()
      if (!looked || now - looked.at >= freshMilliseconds) looked = { at: now, hasWorker: look(studio) }
      if (!(await looked.hasWorker))
        throw new StudioError('system_busy', 'No worker is ready: it still loads its voice, or there is none.')
      return { status: 'ready' as const }
    },
  })
}

async function look({ db, files }: Pick<Studio, 'db' | 'files'>): Promise<boolean> {
  const [hasWorker] = await Promise.all([hasReadyWorker(db), requireAnswer(files)])
  return hasWorker
}

export function healthRoutes(): Route[] {
  return [get, readyRoute()]
}
