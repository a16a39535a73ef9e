import { after, before, describe } from 'node:test'
import { keepTestDatabases } from './database.ts'

/**
 * Runs test files one after the other in this process: loading the studio costs more than most of them do. Each is a suite,
 * so what it opens before its tests is closed behind them.
 * @param files as the root of the project sees them
 */
export function shareProcess(files: string[]): void {
  describe(`${files.length} files in a process`, () => {
    let databases: AsyncDisposable
    before(() => {
      databases = keepTestDatabases()
    })
    after(() => databases[Symbol.asyncDispose]())
    for (const file of files) describe(file, async () => void (await import(`../${file}`)))
  })
}
