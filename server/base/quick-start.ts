import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { enableCompileCache, type ResolveFnOutput, registerHooks } from 'node:module'
import { join } from 'node:path'

/** Where `package.json` has the names `#server/…` begin. */
const root = new URL('../../', import.meta.url).href

/**
 * Resolves our own files, and those inside of some packages, without asking `package.json` and the disk about each import anew.
 * Node reads the `exports` of a package for nearly every import in and of it; drizzle's are 130 KB, which made 150 MB of
 * garbage and half a second of CPU in each process. To be called before anything imports drizzle-orm.
 */
export function resolveQuickly(): void {
  const known = new Map<string, ResolveFnOutput>()
  registerHooks({
    resolve(specifier, { parentURL }, next) {
      const own = resolveOwn(specifier, parentURL)
      if (own) return { url: own, format: 'module-typescript', shortCircuit: true }
      if (isInsidePackage(specifier, parentURL)) {
        return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true }
      }
      if (!/^drizzle-orm(\/|$)/.test(specifier)) return next(specifier)
      const resolved = known.get(specifier) ?? next(specifier)
      known.set(specifier, resolved)
      return { ...resolved, shortCircuit: true }
    },
  })
}

/** The TypeScript file that one of ours imports, if it does. */
function resolveOwn(specifier: string, importer: string | undefined): string | undefined {
  if (!specifier.endsWith('.ts') || !importer?.startsWith(root) || importer.includes('/node_modules/')) return undefined
  if (/^#(contract|server|test)\//.test(specifier)) return root + specifier.slice(1)
  return /^\.\.?\//.test(specifier) ? new URL(specifier, importer).href : undefined
}

/**
 * Their ES modules, of which there are many, import each other by paths that end in `.js`; CommonJS twins end in `.cjs`. What
 * lies in a `node_modules` of theirs is another package.
 */
const packagesOfModules = /\/node_modules\/(drizzle-orm|pg-boss|zod)\/(?!.*node_modules\/)/

function isInsidePackage(specifier: string, importer: string | undefined): boolean {
  return /^\.\.?\/.*\.js$/.test(specifier) && packagesOfModules.test(importer ?? '')
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
