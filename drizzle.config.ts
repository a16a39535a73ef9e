import { defineConfig } from 'drizzle-kit'

// `drizzle-kit generate --name what-changes` writes the next migration from the difference between the tables and the last.
export default defineConfig({
  dialect: 'postgresql',
  schema: './server/storage/schema.ts',
  out: './server/storage/migrations',
})
