import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ApiError, ask, sendCsrfToken } from '../client/api.ts'
import { sessionQuery } from '../client/queries.ts'
import type { SessionResponse } from '../client/types.ts'

/** What the person may do: a viewer changes nothing, an editor no settings of the server. */
export function useRole(): { mayEdit: boolean; isAdmin: boolean; keysRequired: boolean; version: string } {
  const { data } = useQuery(sessionQuery)
  return {
    mayEdit: data?.role === 'editor' || data?.role === 'admin',
    isAdmin: data?.role === 'admin',
    keysRequired: data?.keys_required ?? false,
    version: data?.version ?? '',
  }
}

/** Signs this browser in with a key that was made just now. */
export function useSignIn(): (key: string) => Promise<void> {
  const queries = useQueryClient()
  return async (key) => {
    const { csrf_token: token } = await openSession(key)
    sendCsrfToken(token)
    await queries.invalidateQueries({ queryKey: sessionQuery.queryKey })
  }
}

/** A key is known to all processes a moment after it was made. */
const mostTries = 20
const pauseMilliseconds = 150

async function openSession(key: string): Promise<SessionResponse> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask<SessionResponse>('/lectern/v1/session', { method: 'POST', json: { key } })
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 401) || tries === mostTries) throw error
      await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds))
    }
  }
}
