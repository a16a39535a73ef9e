import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorsPage } from './errors-page.ts'

// `npm run docs`: writes the pages that are made from code.
writeFileSync(join(import.meta.dirname, '..', 'docs', 'errors.md'), errorsPage())
