import { inspect } from 'node:util'
import { readConfig } from './base/config.ts'
import { toStudioError } from './base/errors.ts'
import { openLog } from './base/log.ts'
import { maskSecrets } from './base/mask-secrets.ts'
import { printable } from './base/printable.ts'
import { keepCompiledCode, resolveQuickly } from './base/quick-start.ts'

const [command, ...options] = process.argv.slice(2)

try {
  const config = readConfig(process.env)
  resolveQuickly()
  keepCompiledCode(config.LECTERN_DATA)
  if (command === undefined) {
    const { start } = await import('./cli/start.ts')
    await start(config, openLog(config.LECTERN_LOG_LEVEL))
  } else {
    const { runCommand } = await import('./cli/run-command.ts')
    process.exitCode = await runCommand(command, options, config)
  }
} catch (thrown) {
  const error = toStudioError(thrown)
  console.error(printable(maskSecrets(`${error.message}\n${error.advice}`)))
  if (error.code === 'internal_error') console.error(printable(maskSecrets(inspect(error.cause))))
  process.exit(1)
}
