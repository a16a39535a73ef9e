import asyncHooks from 'node:async_hooks'
import { resolveQuickly } from '#server/base/quick-start.ts'

// Loaded before each test file.
resolveQuickly()
followNoPromises()

/**
 * Node's runner follows each promise, to tell which test an error belongs to that nobody caught: a twentieth of what all tests
 * compute. Without it such an error still fails its file, and is told with it. The runner makes its hook at the first test,
 * and is the first to make one.
 */
function followNoPromises(): void {
  const { createHook } = asyncHooks
  asyncHooks.createHook = () => {
    asyncHooks.createHook = createHook
    return createHook({}) // one without callbacks follows nothing
  }
}
