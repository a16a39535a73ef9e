import { join } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = process.env.LECTERN_URL ?? 'http://127.0.0.1:8080'

// scripts/build-web.js builds with it, `npm run dev` serves with it and sends all but the pages on to a running server.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss()],
  build: {
    outDir: join(import.meta.dirname, 'dist'),
    emptyOutDir: true,
    assetsInlineLimit: 0, // the policy of our pages allows no data: fonts
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      ['/lectern', '/v1', '/v2', '/health', '/ready', '/openapi.json', '/docs'].map((path) => [
        path,
        { target: server },
      ]),
    ),
  },
})
