import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ApiClient } from '../api-client.ts'

/** What an older Lectern has answered about what it wrote. */
export interface Expected {
  key: string
  /** By the path that was asked for. */
  answers: Record<string, object>
  /** By method and path: `POST /v1/…`. */
  sounds: Record<string, { byteLength: number; sha256: string }>
  /** A project whose conversion was queued, and which nobody has begun to speak. */
  underWay: string
}

/** An answer without the address at which it was asked. */
export async function askOf(api: ApiClient, path: string): Promise<object> {
  const { body } = await api.get(path)
  return JSON.parse(JSON.stringify(body).replaceAll(api.baseUrl, ''))
}

export function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** What make.ts has kept of it. @param folder where its files are put, below `files` */
export async function unpackInstallation(folder: string): Promise<{ expected: Expected; tables: string }> {
  const archive = join(import.meta.dirname, 'installation.tar.gz')
  const { status, stderr } = spawnSync('tar', ['-xzf', archive, '-C', folder], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  const read = (name: string) => readFile(join(folder, name), 'utf8')
  return { expected: JSON.parse(await read('expected.json')), tables: await read('tables.sql') }
}
