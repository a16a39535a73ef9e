import { useEffect } from 'react'

/** What the tab of the browser, its history and a screen reader call the page, the nearest first. */
export function useTitle(...names: (string | undefined)[]): void {
  const title = [...names.filter(Boolean), 'Lectern'].join(' – ')
  useEffect(() => {
    document.title = title
  }, [title])
}
