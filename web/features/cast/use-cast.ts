import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../../client/api.ts'
import { castPath, castQuery } from '../../client/queries.ts'
import type { CastResponse } from '../../client/types.ts'
import { type Character, planMerge } from './cast.ts'

export interface Applied {
  changed_blocks: number
  spoken_lines: number
  narrated_lines: number
  locked_blocks: number
}

export type CharacterChange = Partial<Pick<Character, 'name' | 'gender' | 'voice_id'>>

/** The cast of a project, and what can be done with it. Every change answers the whole of it. */
export function useCast(projectId: string) {
  const queries = useQueryClient()
  const cast = useQuery(castQuery(projectId))
  const path = castPath(projectId)
  const change = useMutation({
    mutationFn: (what: () => Promise<CastResponse>) => what(),
    onSuccess: (changed) => keep(queries, projectId, changed),
  })
  const refresh = () => queries.invalidateQueries({ queryKey: ['cast', projectId] })
  const run = useMutation({
    mutationFn: ({ what, again }: { what: 'find' | 'cancel'; again?: boolean }) =>
      ask(`${path}/${what}`, { method: 'POST', json: what === 'find' ? { again } : undefined }),
    onSettled: refresh,
  })
  const apply = useMutation({
    mutationFn: () => ask<Applied>(`${path}/apply`, { method: 'POST', json: {} }),
    onSettled: () => Promise.all([refresh(), queries.invalidateQueries({ queryKey: ['project', projectId] })]),
  })
  const post = (what: string, json?: object) => ask<CastResponse>(`${path}/${what}`, { method: 'POST', json })
  return {
    cast: cast.data,
    error: cast.error,
    problem: change.error ?? run.error ?? apply.error,
    isBusy: change.isPending || run.isPending || apply.isPending,
    find: (again = false) => run.mutate({ what: 'find', again }),
    stop: () => run.mutate({ what: 'cancel' }),
    change: ({ character_id: id }: Character, json: CharacterChange) =>
      change.mutate(() => ask(`${path}/characters/${id}`, { method: 'PATCH', json })),
    give: (lineIds: string[], characterId: string | null) =>
      change.mutateAsync(() => post('lines', { line_ids: lineIds, character_id: characterId })),
    add: (name: string, lineIds: string[]) => change.mutateAsync(() => post('characters', { name, line_ids: lineIds })),
    /** @returns who remains */
    async merge(characters: Character[]): Promise<Character> {
      const { into, merged } = planMerge(characters)
      for (const { character_id: id } of merged) {
        await change.mutateAsync(() => post(`characters/${id}/merge`, { into: into.character_id }))
      }
      return into
    },
    /** What went wrong stands in `problem`. */
    async undo(times = 1): Promise<void> {
      for (let left = times; left > 0; left--) {
        const isDone = await change
          .mutateAsync(() => post('undo'))
          .then(
            () => true,
            () => false,
          )
        if (!isDone) return
      }
    },
    apply: apply.mutateAsync,
  }
}

function keep(queries: QueryClient, projectId: string, cast: CastResponse): void {
  queries.setQueryData(castQuery(projectId).queryKey, cast)
}
