import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { toStudioError } from '#server/base/errors.ts'
import type { Route } from '#server/http/route.ts'
import { listRoutes } from '#server/http/routes/index.ts'
import { refuseByName } from '#server/http/unserved-paths.ts'
import { differences } from './differences.ts'

/** The text of docs/compatibility.md: every operation of the public API, and what becomes of it here. */
export function compatibilityPage(): string {
  const routes = new Map(listRoutes().map((route) => [operationOf(route), route]))
  const operations = inOrderOf(routes).map((operation) => ({ operation, route: routes.get(operation) }))
  const groups = Map.groupBy(operations, ({ operation }) => groupOf(operation))
  refuseStale(operations.map(({ operation }) => operation))
  const count = (served: string) => operations.filter(({ route }) => servedOf(route) === served).length
  return `# What is served of the public API

Made by \`npm run docs\` from the list of routes in \`server/http/routes/\`; a test fails when this page is stale.

Of the ${operations.length} operations of the public API around the Studio, ${count('served')} are served wholly and ${count('partly')} partly; ${count('not')} are not.
The official clients in JavaScript and Python work unmodified: tests drive the Studio, voices, models, speech, dialogue,
history, audio native and pronunciation dictionaries with both, and hold every answer against the public API’s own document.

Everywhere: an error has all six keys of its \`detail\` (see [errors.md](errors.md)); ids are opaque; nothing is sold, so no
answer is about credits; with keys, a role (viewer, editor, admin) says what may be asked.

Beside these operations, two doors are open that programs come through: OpenAI’s speech operation, and WebSockets for text that is
still being written. What differs there, and which programs are known to work, is in [clients.md](clients.md). Of what
Kokoro-FastAPI adds to the first, \`POST /dev/captioned_speech\` is served, and mixed voices are not.
${[...groups].map(([group, rows]) => section(group, rows)).join('')}`
}

/** @throws Error when something is said of an operation that there is not */
function refuseStale(operations: string[]): void {
  const stale = Object.keys(differences).filter((operation) => !operations.includes(operation))
  if (stale.length > 0) throw new Error(`scripts/differences.ts tells of ${stale.join(', ')}, which is no operation.`)
}

type Row = { operation: string; route: Route | undefined }

function section(group: string, rows: Row[]): string {
  const lines = rows.map(
    ({ operation, route }) => `| \`${operation}\` | ${servedOf(route)} | ${differsOf(operation, route)} |`,
  )
  return `
## ${group}

| operation | served | what differs |
| --- | --- | --- |
${lines.join('\n')}
`
}

/** Such as `POST /v1/studio/projects/{project_id}`. */
function operationOf({ method, path }: Route): string {
  return `${method} ${path.replace(/:(\w+)/g, '{$1}')}`
}

/** What is served in the order of its routes, then the rest of the public API. */
function inOrderOf(routes: Map<string, Route>): string[] {
  const all = new Set(listOperations())
  const served = [...routes.keys()].filter((operation) => all.has(operation))
  return [...new Set([...served, ...all])]
}

function listOperations(): string[] {
  const file = join(import.meta.dirname, '..', 'test', 'fixtures', 'contract', 'schema.json')
  const { paths } = JSON.parse(readFileSync(file, 'utf8')) as { paths: Record<string, Record<string, unknown>> }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
}

/** The first word of a path that is not a version: `studio`, `text-to-speech`. */
function groupOf(operation: string): string {
  return operation.split('/')[2]!.replaceAll('-', ' ')
}

function servedOf(route: Route | undefined): string {
  return route ? (route.served ?? 'served') : 'not'
}

function differsOf(operation: string, route: Route | undefined): string {
  return route ? (differences[operation] ?? '') : refusalOf(operation)
}

/** As the server answers where it has no route. */
function refusalOf(operation: string): string {
  try {
    refuseByName(operation.split(' ')[1]!)
    return 'Answered 404.'
  } catch (thrown) {
    const { http, code } = toStudioError(thrown)
    return `Refused by its name (${http}, \`${code}\`).`
  }
}
