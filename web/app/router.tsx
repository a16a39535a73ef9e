import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { sendCsrfToken } from '../client/api.ts'
import { sessionQuery } from '../client/queries.ts'
import { EveryPage } from './every-page.tsx'
import { LibraryPage } from './library-page.tsx'
import { toOwnPath } from './own-path.ts'
import { PageFailed, PageMissing } from './page-failed.tsx'
import { ProjectPage } from './project-page.tsx'
import { Shell } from './shell.tsx'

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: EveryPage,
})

/** All pages but the one of signing in: strangers are led there first. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Shell,
  async beforeLoad({ context, location }) {
    const session = await context.queries.ensureQueryData(sessionQuery)
    sendCsrfToken(session.csrf_token)
    if (session.role === null) throw redirect({ to: '/sign-in', search: { next: location.href } })
  },
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>) => ({ next: typeof search.next === 'string' ? search.next : '/' }),
  async beforeLoad({ context, search }) {
    const session = await context.queries.ensureQueryData(sessionQuery)
    if (!session.keys_required) throw redirect({ href: toOwnPath(search.next, location.origin) })
  },
  component: lazyRouteComponent(() => import('./sign-in-page.tsx'), 'SignInPage'),
})

const library = createRoute({ getParentRoute: () => inside, path: '/', component: LibraryPage })

const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings-page.tsx'), 'SettingsPage'),
})

const project = createRoute({
  getParentRoute: () => inside,
  path: '/projects/$projectId',
  component: ProjectPage,
})

const chapter = createRoute({
  getParentRoute: () => inside,
  path: '/projects/$projectId/chapters/$chapterId',
  validateSearch: (search: Record<string, unknown>): { block?: string } =>
    typeof search.block === 'string' ? { block: search.block } : {},
  component: lazyRouteComponent(() => import('./editor/editor-page.tsx'), 'EditorPage'),
})

const cast = createRoute({
  getParentRoute: () => inside,
  path: '/projects/$projectId/cast',
  /** Which lines are shown: `unsure`, `narrator`, or those of a character; all when left out. */
  validateSearch: (search: Record<string, unknown>): { lines?: string } =>
    typeof search.lines === 'string' ? { lines: search.lines } : {},
  component: lazyRouteComponent(() => import('./cast-page.tsx'), 'CastPage'),
})

const script = createRoute({
  getParentRoute: () => inside,
  path: '/projects/$projectId/script',
  component: lazyRouteComponent(() => import('./script-page.tsx'), 'ScriptPage'),
})

const listen = createRoute({
  getParentRoute: () => inside,
  path: '/projects/$projectId/listen',
  component: lazyRouteComponent(() => import('./listen-page.tsx'), 'ListenPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    inside.addChildren([library, settings, project, chapter, cast, script, listen]),
  ]),
  context: { queries: undefined! },
  defaultPreload: 'intent',
  defaultErrorComponent: PageFailed,
  defaultNotFoundComponent: PageMissing,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
