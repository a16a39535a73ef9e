/** Does something at once, and what is asked for soon after it once more, at the end of the pause. */
export function openSoon(milliseconds: number, act: () => void): () => void {
  let isPausing = false
  let isAsked = false
  return function soon() {
    isAsked = isPausing
    if (isPausing) return
    isPausing = true
    act()
    setTimeout(() => {
      isPausing = false
      if (isAsked) soon()
    }, milliseconds)
  }
}
