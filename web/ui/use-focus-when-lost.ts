import { type RefObject, useLayoutEffect, useRef } from 'react'

/**
 * What had the focus went away or cannot be used any more: then it goes on at `next`.
 * @param stage looked at whenever this becomes another one
 */
export function useFocusWhenLost(next: RefObject<HTMLElement | null>, stage: string): void {
  const before = useRef(stage)
  useLayoutEffect(() => {
    if (before.current === stage) return
    before.current = stage
    const now = document.activeElement
    const isLost = now === null || now === document.body || now.matches(':disabled, [aria-disabled="true"]')
    if (isLost) next.current?.focus()
  }, [next, stage])
}
