import { sql } from 'drizzle-orm'
import type { TestStudio } from './studio.ts'

/** Lets retries run at once. */
export async function hurry({ studio: { db } }: Pick<TestStudio, 'studio'>): Promise<void> {
  await db.execute(sql`update pgboss.job set start_after = now() where state = 'retry'`)
}

/** Does something while no retry waits for its time. */
export async function hurrying<Result>(studio: TestStudio, wait: () => Promise<Result>): Promise<Result> {
  const timer = setInterval(() => hurry(studio).catch(() => {}), 50)
  try {
    return await wait()
  } finally {
    clearInterval(timer)
  }
}
