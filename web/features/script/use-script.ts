import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { ask } from '../../client/api.ts'
import { scriptPath, scriptQuery } from '../../client/queries.ts'
import type { PodcastScriptResponse } from '../../client/types.ts'
import { areSame, type Turn, toBody, toTurns, withIds, written } from './script.ts'

/** It is sent when nobody has written for so long. */
const pauseMilliseconds = 800

/** A script while it is read and changed: what is written is kept by the server by itself. */
export function useScript(projectId: string, script: PodcastScriptResponse) {
  const queries = useQueryClient()
  const [turns, setTurns] = useState(() => toTurns(script))
  const [isDirty, setDirty] = useState(false)
  const now = useRef(turns)
  now.current = turns
  const path = scriptPath(projectId)

  const save = useMutation({
    async mutationFn() {
      const sent = written(now.current)
      if (sent.length === 0) return
      const kept = await ask<PodcastScriptResponse>(path, { method: 'PUT', json: toBody(sent) })
      setTurns((all) => withIds(all, sent, kept))
      if (areSame(now.current, sent)) setDirty(false)
      queries.setQueryData(scriptQuery(projectId).queryKey, kept)
    },
    scope: { id: path }, // one after the other
  })
  const approve = useMutation({
    mutationFn: () => ask(`${path}/approve`, { method: 'POST' }),
    onSuccess: () =>
      Promise.all(['project', 'script'].map((key) => queries.invalidateQueries({ queryKey: [key, projectId] }))),
  })

  const send = save.mutateAsync
  // biome-ignore lint/correctness/useExhaustiveDependencies: every change begins the pause anew
  useEffect(() => {
    if (!isDirty) return
    const timer = setTimeout(() => void send().catch(() => {}), pauseMilliseconds)
    return () => clearTimeout(timer)
  }, [turns, isDirty, send])
  // Whoever leaves has written to the end.
  const left = useRef(isDirty)
  left.current = isDirty
  useEffect(
    () => () => {
      if (left.current) void send().catch(() => {})
    },
    [send],
  )
  // What others wrote is shown where nothing of one's own is lost by that.
  useEffect(() => {
    if (!left.current && !areSame(now.current, toTurns(script))) setTurns(toTurns(script))
  }, [script])

  const change = useCallback((edit: (turns: Turn[]) => Turn[]) => {
    setTurns(edit)
    setDirty(true)
  }, [])
  return {
    turns,
    change,
    isSaved: !isDirty && !save.isPending,
    problem: save.error ?? approve.error,
    isApproving: approve.isPending,
    /** @throws ApiError, NotConnected */
    async approve(): Promise<void> {
      if (left.current) await send()
      await approve.mutateAsync()
    },
  }
}
