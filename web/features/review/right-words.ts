/** What somebody has found to be right in a project; this browser remembers it. */
export function readRight(projectId: string): Set<string> {
  return new Set(JSON.parse(localStorage.getItem(nameOf(projectId)) ?? '[]'))
}

export function keepRight(projectId: string, right: ReadonlySet<string>): void {
  localStorage.setItem(nameOf(projectId), JSON.stringify([...right]))
}

function nameOf(projectId: string): string {
  return `right in ${projectId}`
}
