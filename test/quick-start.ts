import { resolveQuickly } from '#server/base/quick-start.ts'

// Loaded before each test file.
resolveQuickly()
