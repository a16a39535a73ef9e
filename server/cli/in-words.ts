/** A duration for people: "8 s", "12 min 5 s", "10 h 3 min". */
export function inWords(seconds: number): string {
  const whole = Math.round(seconds)
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  if (hours > 0) return `${hours} h ${minutes} min`
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`
}

/** A size for people, in units of 1,000: "812 KB", "7.9 MB". */
export function inBytes(byteLength: number): string {
  if (byteLength < 999_500) return `${Math.ceil(byteLength / 1000)} KB`
  if (byteLength < 999_950_000) return `${(byteLength / 1e6).toFixed(1)} MB`
  return `${(byteLength / 1e9).toFixed(2)} GB`
}
