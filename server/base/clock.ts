/** The time as the public API tells it: whole seconds since 1970. */
export function toUnix(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}
