import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compatibilityPage } from './compatibility-page.ts'
import { errorsPage } from './errors-page.ts'

// `npm run docs`: writes the pages that are made from code.
const docs = join(import.meta.dirname, '..', 'docs')
writeFileSync(join(docs, 'errors.md'), errorsPage())
writeFileSync(join(docs, 'compatibility.md'), compatibilityPage())
