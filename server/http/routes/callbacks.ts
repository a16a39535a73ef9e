import { type CallbackResponse, ListCallbacksQuery, ListCallbacksResponse } from '#contract/callbacks.ts'
import { toUnix } from '#server/base/clock.ts'
import { type Callback, listCallbacks } from '#server/callbacks/list-callbacks.ts'
import { type Route, route } from '../route.ts'

const list = route({
  method: 'GET',
  path: '/lectern/v1/callbacks',
  tag: 'admin',
  summary: 'List the callbacks, newest first, with what became of them',
  role: 'admin',
  query: ListCallbacksQuery,
  reply: ListCallbacksResponse,
  async handle({ studio, query }) {
    const { project_id, page_size: pageSize, cursor } = query
    const page = await listCallbacks(studio.db, { projectId: project_id, pageSize, cursor })
    return {
      callbacks: page.callbacks.map(presentCallback),
      next_cursor: page.nextCursor,
      has_more: page.nextCursor !== null,
    }
  },
})

export const callbackRoutes: Route[] = [list]

function presentCallback(callback: Callback): CallbackResponse {
  return {
    callback_id: callback.id,
    project_id: callback.projectId,
    url: callback.url,
    state: callback.state,
    attempts: callback.attempts,
    last_status: callback.lastStatus,
    last_error: callback.lastError,
    created_at_unix: toUnix(callback.createdAt),
    delivered_at_unix: callback.deliveredAt && toUnix(callback.deliveredAt),
    body: callback.body,
  }
}
