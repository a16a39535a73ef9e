import { useRef } from 'react'

/** Does something, but not again while it is being done: a double click is one click. */
export function useOnce<Given extends unknown[]>(
  action: (...given: Given) => Promise<unknown>,
): (...given: Given) => void {
  const isBusy = useRef(false)
  return (...given) => {
    if (isBusy.current) return
    isBusy.current = true
    void action(...given).finally(() => {
      isBusy.current = false
    })
  }
}
