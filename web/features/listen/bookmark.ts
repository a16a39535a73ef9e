/** Where somebody stopped listening to a project. */
export interface Bookmark {
  chapterId: string
  blockId: string
}

export function readBookmark(projectId: string): Bookmark | undefined {
  const text = localStorage.getItem(nameOf(projectId))
  return text === null ? undefined : JSON.parse(text)
}

export function keepBookmark(projectId: string, bookmark: Bookmark): void {
  localStorage.setItem(nameOf(projectId), JSON.stringify(bookmark))
}

function nameOf(projectId: string): string {
  return `listened to ${projectId}`
}
