import type pg from 'pg'
import { DatabaseClient } from './database-client.ts'
import { DatabaseError } from './database-error.ts'

const lookMilliseconds = 30_000
/** A connection may fail for reasons of this machine; a server that says nothing twice is not there. */
const mostSilences = 2

/**
 * Connects for statements that may take as long as they need. Whether somebody still works on them is asked on other connections:
 * when nobody answers there either, whoever waits learns that there will be no answer.
 * @param milliseconds between two looks, and as long as each of them waits
 */
export async function connectUnhurried(
  connection: pg.ClientConfig,
  milliseconds = lookMilliseconds,
): Promise<pg.Client> {
  const config = { ...connection, keepAlive: true }
  const client = new DatabaseClient({ ...config, connectionTimeoutMillis: lookMilliseconds, query_timeout: 0 })
  await client.connect()
  let silences = 0
  const look = async () => {
    const patience = { connectionTimeoutMillis: milliseconds, query_timeout: milliseconds }
    silences = (await answers({ ...config, ...patience })) ? 0 : silences + 1
    if (silences >= mostSilences) client.cut()
  }
  const timer = setInterval(() => void look(), milliseconds).unref()
  client.once('end', () => clearInterval(timer))
  return client
}

/** That there are too many connections, or that it is being started, is an answer. */
async function answers(config: pg.ClientConfig): Promise<boolean> {
  const client: pg.Client = new DatabaseClient(config)
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch (error) {
    return error instanceof DatabaseError && error.sqlState !== undefined
  } finally {
    client.end().catch(() => {})
  }
}
