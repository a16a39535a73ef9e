import { type SQL, sql } from 'drizzle-orm'
import type pg from 'pg'
import type { Transaction } from '#server/storage/database.ts'

/**
 * A transaction of the caller: Drizzle's, or a `pg` client between `begin` and `commit`.
 * What is written through it happens when the caller commits, and does not happen when the caller rolls back.
 */
export type AnyTransaction = Transaction | pg.ClientBase

/** Runs one statement with `$1`-style parameters inside the caller's transaction and answers its rows. */
export async function runIn(transaction: AnyTransaction, text: string, values: unknown[] = []): Promise<unknown[]> {
  // Asked in this order because Drizzle's transaction has a `query` too: its relational queries.
  const result =
    'execute' in transaction
      ? await transaction.execute(toDrizzle(text, values))
      : await transaction.query(text, values.length > 0 ? values : undefined)
  // Several statements without parameters answer a list of results.
  return [result].flat().flatMap((one) => one.rows)
}

/** Without parameters the text is taken as it is: a `$1` in it is then somebody's words. */
function toDrizzle(text: string, values: unknown[]): SQL {
  if (values.length === 0) return sql.raw(text)
  const parts = text.split(/\$(\d+)/)
  return sql.join(parts.map((part, index) => (index % 2 === 0 ? sql.raw(part) : sql.param(values[Number(part) - 1]))))
}
