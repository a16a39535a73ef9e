import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { enableCompileCache, type ResolveFnOutput, registerHooks } from 'node:module'
import { join } from 'node:path'

/**
 * Resolves drizzle-orm without asking its package.json each time. Node reads the `exports` of a package anew for nearly
 * every import in and of it; drizzle's are 130 KB, which made 150 MB of garbage and half a second of CPU in each process.
 * To be called before anything imports drizzle-orm.
 */
export function resolveDrizzleQuickly(): void {
  const known = new Map<string, ResolveFnOutput>()
  registerHooks({
    resolve(specifier, { parentURL }, next) {
      if (isInsideDrizzle(specifier, parentURL)) {
        return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true }
      }
      if (!/^drizzle-orm(\/|$)/.test(specifier)) return next(specifier)
      const resolved = known.get(specifier) ?? next(specifier)
      known.set(specifier, resolved)
      return { ...resolved, shortCircuit: true }
    },
  })
}

/** Its ES modules import each other by paths that end in `.js`; the CommonJS twins end in `.cjs`. */
function isInsideDrizzle(specifier: string, importer: string | undefined): boolean {
  return /^\.\.?\/.*\.js$/.test(specifier) && importer?.includes('/node_modules/drizzle-orm/') === true
}

/**
 * Keeps compiled code, and TypeScript without its types, in the data folder: the next start needs half the CPU. Nothing
 * happens when the folder is not there yet or cannot be written.
 */
export function keepCompiledCode(dataFolder: string): void {
  if (!existsSync(dataFolder)) return
  const folder = join(dataFolder, 'compiled')
  try {
    mkdirSync(folder, { recursive: true })
    chmodSync(folder, 0o700) // Node would let everybody look
  } catch {
    return
  }
  enableCompileCache(folder)
}
