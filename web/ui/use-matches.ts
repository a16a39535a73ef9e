import { useState, useSyncExternalStore } from 'react'

/** Whether the window is as a media query says. */
export function useMatches(query: string): boolean {
  const [list] = useState(() => matchMedia(query))
  return useSyncExternalStore(
    (listener) => {
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    () => list.matches,
  )
}
