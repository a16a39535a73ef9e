import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { followEvents, type Told } from '../client/follow-events.ts'
import { sessionQuery } from '../client/queries.ts'

interface StudioEventsValue {
  isConnected: boolean
  /** Calls for every event; answers how to stop. */
  listen: (listener: Told) => () => void
}

const Context = createContext<StudioEventsValue>({ isConnected: true, listen: () => () => {} })

export function useStudioEvents(): StudioEventsValue {
  return useContext(Context)
}

/** One stream of events for all that is shown: what it says makes queries stale. */
export function StudioEvents({ children }: { children: ReactNode }) {
  const queries = useQueryClient()
  const [isConnected, setConnected] = useState(true)
  const listeners = useRef(new Set<Told>())
  const session = useQuery(sessionQuery)
  const mayFollow = session.data?.role != null
  useEffect(() => {
    if (!mayFollow) return
    const later = openThrottle(400)
    const hear: Told = (event, data) => {
      for (const listener of listeners.current) listener(event, data)
      const project = ['project', data.project_id]
      if (event === 'reset') void queries.invalidateQueries()
      else if (event === 'voices.changed') void queries.invalidateQueries({ queryKey: ['voices'] })
      else if (event === 'project.changed' || event === 'project.progress') {
        later(String(data.project_id), () => {
          void queries.invalidateQueries({ queryKey: project })
          void queries.invalidateQueries({ queryKey: ['projects'] })
          void queries.invalidateQueries({ queryKey: ['cast', data.project_id] })
          void queries.invalidateQueries({ queryKey: ['script', data.project_id] })
        })
      } else if (event === 'cast.changed') {
        later(`cast ${data.project_id}`, () => {
          void queries.invalidateQueries({ queryKey: ['cast', data.project_id] })
        })
      } else if (event === 'block.state') {
        later(`blocks ${data.project_id}`, () => void queries.invalidateQueries({ queryKey: project }))
      } else if (event === 'project.deleted') void queries.invalidateQueries({ queryKey: ['projects'] })
    }
    return followEvents(hear, setConnected)
  }, [queries, mayFollow])
  const value = useMemo(
    () => ({
      isConnected,
      listen(listener: Told) {
        listeners.current.add(listener)
        return () => void listeners.current.delete(listener)
      },
    }),
    [isConnected],
  )
  return <Context value={value}>{children}</Context>
}

/** Does something for each key at once, and what comes soon after it once more, at the end of the pause. */
function openThrottle(milliseconds: number) {
  const pending = new Map<string, (() => void) | undefined>()
  return function later(key: string, act: () => void): void {
    if (pending.has(key)) return void pending.set(key, act)
    act()
    pending.set(key, undefined)
    setTimeout(() => {
      const last = pending.get(key)
      pending.delete(key)
      if (last) later(key, last)
    }, milliseconds)
  }
}
