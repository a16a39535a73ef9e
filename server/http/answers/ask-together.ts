import type { Database } from '#server/storage/database.ts'

/** All who ask for the same in one turn of the event loop share one query, which begins after the last of them has asked. */
export function askTogether<Key, Answer>(ask: (db: Database, key: Key) => Promise<Answer>): typeof ask {
  const asked = new Map<Key, Promise<Answer>>()
  const askNextTurn = async (db: Database, key: Key) => {
    await nextTurn()
    asked.delete(key)
    return ask(db, key)
  }
  return (db, key) => {
    const shared = asked.get(key) ?? askNextTurn(db, key)
    asked.set(key, shared)
    return shared
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
