import type { Config } from '#server/base/config.ts'
import { toStudioError } from '#server/base/errors.ts'
import { checkDatabase } from './check-database.ts'
import { checkFiles } from './check-files.ts'
import { checkEncoders, checkEngines } from './check-speech.ts'
import { checkDataFolder, checkFfprobe, checkNode, checkPlatform, checkPort } from './check-surroundings.ts'
import type { Check, Finding } from './finding.ts'

/** Makes all checks, one after the other, and tells what each found as soon as it is done. */
export async function* examine(config: Config): AsyncGenerator<Finding> {
  for (const [name, check] of Object.entries(checks)) {
    yield* await check(config).catch((thrown) => [toFailure(name, thrown)])
  }
}

const checks: Record<string, Check> = {
  node: checkNode,
  platform: checkPlatform,
  'data folder': checkDataFolder,
  files: checkFiles,
  database: checkDatabase,
  engines: checkEngines,
  encoders: checkEncoders,
  port: checkPort,
  ffprobe: checkFfprobe,
}

function toFailure(name: string, thrown: unknown): Finding {
  const { message, advice } = toStudioError(thrown)
  return { name, state: 'fail', found: message, remedy: advice }
}
