import type { Config } from '#server/base/config.ts'
/** placeholder */
export async function runCommand(_command: string, _options: string[], _config: Config): Promise<number> {
  return 1
}
