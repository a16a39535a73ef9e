import { useQuery } from '@tanstack/react-query'
import { sessionQuery } from '../client/queries.ts'

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
