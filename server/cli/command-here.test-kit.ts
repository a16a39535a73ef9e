import { mock } from 'node:test'
import { readConfig } from '#server/base/config.ts'
import { toStudioError } from '#server/base/errors.ts'
import { runCommand } from './run-command.ts'

/**
 * Runs `lectern …` in this process, where a process of its own would take a second to say the same: for what is refused
 * before anything is opened. One at a time.
 */
export async function runHere([command, ...words]: string[], environment: Record<string, string>) {
  using _ = forgetListeners()
  const written = { stdout: '', stderr: '' }
  const log = mock.method(console, 'log', (text: string) => void (written.stdout += `${text}\n`))
  const error = mock.method(console, 'error', (text: string) => void (written.stderr += `${text}\n`))
  try {
    const code = await runCommand(command!, words, readConfig(environment))
    return { code, ...written }
  } catch (thrown) {
    const { message, advice } = toStudioError(thrown)
    return { code: 1, stdout: written.stdout, stderr: `${written.stderr}${message}\n${advice}\n` }
  } finally {
    for (const method of [log, error]) method.mock.restore()
  }
}

/** A command listens for the wish to stop as long as its process lives, which is longer here than it means. */
function forgetListeners(): Disposable {
  const wishes = ['disconnect', 'SIGINT', 'SIGTERM']
  const before = new Set(wishes.flatMap((wish) => process.listeners(wish as NodeJS.Signals)))
  return {
    [Symbol.dispose]() {
      for (const wish of wishes as NodeJS.Signals[])
        for (const listener of process.listeners(wish)) if (!before.has(listener)) process.off(wish, listener)
    },
  }
}
