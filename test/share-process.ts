import { after, before, describe } from 'node:test'
import { openTestServer } from './database.ts'

/**
 * Runs test files one after the other in this process: loading the studio costs more than most of them do. Each is a suite,
 * so what it opens before its tests is closed behind them.
 * @param files as the root of the project sees them
 */
export function shareProcess(files: string[]): void {
  let server: AsyncDisposable | undefined
  before(async () => {
    server = await openTestServer()
  })
  after(() => server?.[Symbol.asyncDispose]())
  for (const file of files) describe(file, async () => void (await import(`../${file}`)))
}
