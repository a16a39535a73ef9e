import { type RefObject, useLayoutEffect } from 'react'

/**
 * What had the focus went away or cannot be used any more: then it goes on at `next`.
 * @param stage looked at whenever this becomes another one
 */
export function useFocusWhenLost(next: RefObject<HTMLElement | null>, stage: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a stage is when to look
  useLayoutEffect(() => {
    const now = document.activeElement
    if (now === null || now === document.body || now.matches(':disabled')) next.current?.focus()
  }, [next, stage])
}
