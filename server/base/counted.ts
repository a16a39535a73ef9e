/** `1 file`, `3 files`. @param several where that is more than an s */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`
}
