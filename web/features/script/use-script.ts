import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { ask } from '../../client/api.ts'
import { Autosave, type SaveState } from '../../client/autosave.ts'
import { bothOf } from '../../client/both-of.ts'
import { scriptPath, scriptQuery } from '../../client/queries.ts'
import type { PodcastScriptResponse } from '../../client/types.ts'
import { areSame, comparing, type Turn, toBody, toTurns, withIds, written } from './script.ts'

/** A script while it is read and changed: what is written is kept by the server by itself, and overwrites nobody's change. */
export function useScript(projectId: string, script: PodcastScriptResponse) {
  const queries = useQueryClient()
  const [turns, setTurns] = useState(() => toTurns(script))
  const [save, setSave] = useState<{ state: SaveState; problem?: string }>({ state: 'saved' })
  const [theirs, setTheirs] = useState<PodcastScriptResponse>()
  const now = useRef({ turns, version: script.version, saved: 'saved' as SaveState })
  now.current.turns = turns
  const path = scriptPath(projectId)
  const query = scriptQuery(projectId)

  /** @throws ApiError, NotConnected */
  async function send(): Promise<void> {
    const sent = written(now.current.turns)
    const headers = { 'if-match': `"${now.current.version}"` }
    const kept = await ask<PodcastScriptResponse>(path, { method: 'PUT', json: toBody(sent), headers })
    now.current.version = kept.version
    setTurns((all) => withIds(all, sent, kept))
    queries.setQueryData(query.queryKey, kept)
  }
  function take(other: PodcastScriptResponse): void {
    now.current.version = other.version
    setTurns(toTurns(other))
  }
  async function meet(): Promise<void> {
    const other = await queries.fetchQuery({ ...query, staleTime: 0 })
    if (!areSame(now.current.turns, toTurns(other))) return setTheirs(other)
    take(other) // it was ours, and only its answer was lost
    autosave.resume(false)
  }
  const [autosave] = useState(
    () =>
      new Autosave({
        send: () => latest.current.send(),
        onState(state, problem) {
          now.current.saved = state
          setSave({ state, problem })
          if (state === 'conflict') void latest.current.meet().catch(() => autosave.resume(true))
        },
      }),
  )
  const latest = useRef({ send, meet })
  latest.current = { send, meet }

  const approve = useMutation({
    mutationFn: () => ask(`${path}/approve`, { method: 'POST', headers: { 'if-match': `"${now.current.version}"` } }),
    onSettled: () =>
      Promise.all(['project', 'script'].map((key) => queries.invalidateQueries({ queryKey: [key, projectId] }))),
  })

  // Whoever leaves has written to the end.
  useEffect(() => () => void autosave.flush(), [autosave])
  // What others wrote is shown where nothing of one's own is lost by that.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what comes from the server is news
  useEffect(() => {
    if (!autosave.isDirty && script.version > now.current.version) take(script)
  }, [script, autosave])

  const change = useCallback(
    (edit: (turns: Turn[]) => Turn[]) => {
      setTurns(edit)
      autosave.touch()
    },
    [autosave],
  )
  return {
    turns,
    change,
    save: save.state,
    problem: save.problem ?? approve.error?.message,
    isApproving: approve.isPending,
    /** Both versions, where another one was written elsewhere meanwhile. */
    conflict: theirs && { mine: written(turns).map(toParagraph), theirs: toTurns(theirs).map(toParagraph) },
    resolve(how: 'mine' | 'theirs' | 'both'): void {
      if (!theirs) return
      const [mine, other] = [written(turns), toTurns(theirs)]
      const settled = { mine, theirs: other, both: bothOf(mine, other, comparing) }[how]
      now.current = { ...now.current, turns: settled, version: theirs.version }
      setTurns(settled)
      setTheirs(undefined)
      autosave.resume(how !== 'theirs')
    },
    /** @returns whether it is approved; not when what was written last could not be kept */
    async approve(): Promise<boolean> {
      await autosave.flush()
      if (now.current.saved !== 'saved') return false
      return approve.mutateAsync().then(
        () => true,
        () => false,
      )
    },
  }
}

function toParagraph(turn: Turn) {
  return { id: comparing.idOf(turn), text: comparing.textOf(turn) }
}
