import { randomUUID } from 'node:crypto'
import type { Config } from '#server/base/config.ts'
import { StudioError } from '#server/base/errors.ts'
import { filesAddress, openFiles } from '#server/storage/open-files.ts'
import type { Finding } from './finding.ts'

/** Writes a file where all files are kept, reads it and deletes it. */
export async function checkFiles(config: Config): Promise<Finding[]> {
  using files = await openFiles(config)
  const [key, content] = [`probes/${randomUUID()}`, Buffer.from('written by lectern doctor')]
  await files.put(key, content)
  const isSame = content.equals(await files.read(key))
  await files.delete([key])
  const name = filesAddress(config)
  if (!isSame) throw new StudioError('storage_failed', `What is written to ${name} is read as something else.`)
  return [{ name: 'files', state: 'ok', found: `${name} can be written and read` }]
}
