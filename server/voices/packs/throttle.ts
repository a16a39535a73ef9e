/** Passes on the latest of many values, now and then. Closing it passes on the last one. */
export interface Throttle<Value> extends Disposable {
  tell(value: Value): void
}

/** The first value is passed on at once, and each later one after this time at most. */
export function openThrottle<Value>(milliseconds: number, pass: (value: Value) => void): Throttle<Value> {
  let waiting: { value: Value } | undefined
  let timer: NodeJS.Timeout | undefined
  const passOn = () => {
    timer = undefined
    if (!waiting) return
    const { value } = waiting
    waiting = undefined
    timer = setTimeout(passOn, milliseconds)
    pass(value)
  }
  return {
    tell(value) {
      waiting = { value }
      if (timer === undefined) passOn()
    },
    [Symbol.dispose]() {
      clearTimeout(timer)
      if (waiting) pass(waiting.value)
    },
  }
}
