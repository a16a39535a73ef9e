import assert from 'node:assert/strict'
import { type Log, openLog } from '#server/base/log.ts'

/** A log that no test may cause to warn, but of what it says. */
export interface StrictLog {
  log: Log
  /** @throws AssertionError with the lines that nobody expected */
  check(): void
}

/** @param mayLog what warnings and errors may say; none are expected when not given */
export function openStrictLog(mayLog?: RegExp): StrictLog {
  const lines: string[] = []
  return {
    log: openLog('warn', { write: (line) => void lines.push(line) }),
    check() {
      const unexpected = lines.filter((line) => !mayLog?.test(line))
      // Node's runner tells neither of two errors when the test itself has failed too.
      for (const line of unexpected) process.stderr.write(`not expected in the log: ${line}`)
      assert.deepEqual(unexpected, [], 'the log says what the test does not expect')
    },
  }
}
