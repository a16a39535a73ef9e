import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { ask } from '../../client/api.ts'

/** Projects that are hidden at once, and deleted when nobody has undone that. */
interface Deletions {
  has: (projectId: string) => boolean
  add: (projectId: string) => void
  undo: (projectId: string) => void
  /** @throws ApiError, NotConnected when it is still there */
  confirm: (projectId: string) => Promise<void>
}

const Context = createContext<Deletions>(undefined!)

export function useDeletions(): Deletions {
  return useContext(Context)
}

/** Remembers them on whatever page somebody is meanwhile; leaving the studio deletes them as well. */
export function DeletionsProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient()
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const pending = useRef(new Set<string>())
  useEffect(() => {
    const flush = () => {
      for (const id of pending.current) void remove(id).catch(() => {})
      pending.current.clear()
    }
    window.addEventListener('pagehide', flush)
    return () => window.removeEventListener('pagehide', flush)
  }, [])
  const deletions = useMemo(() => {
    const show = (id: string) => setHidden((all) => new Set([...all].filter((one) => one !== id)))
    return {
      has: (id: string) => hidden.has(id),
      add(id: string) {
        pending.current.add(id)
        setHidden((all) => new Set(all).add(id))
      },
      undo(id: string) {
        pending.current.delete(id)
        show(id)
      },
      async confirm(id: string) {
        if (!pending.current.delete(id)) return
        await remove(id).catch((error) => {
          show(id)
          throw error
        })
        await queries.invalidateQueries({ queryKey: ['projects'] })
      },
    }
  }, [hidden, queries])
  return <Context value={deletions}>{children}</Context>
}

/** Told to the server even while the page goes. */
async function remove(projectId: string): Promise<void> {
  await ask(`/v1/studio/projects/${projectId}`, { method: 'DELETE', keepalive: true })
}
