import type { ProjectSummary } from '../../client/types.ts'

export type Order = 'newest' | 'name'

/** The projects whose name, title or author has all words, in an order. */
export function findProjects(projects: ProjectSummary[], text: string, order: Order): ProjectSummary[] {
  const words = text.toLowerCase().split(/\s+/)
  const found = projects.filter((project) => {
    const about = `${project.name} ${project.title ?? ''} ${project.author ?? ''}`.toLowerCase()
    return words.every((word) => about.includes(word))
  })
  return order === 'name' ? found.toSorted((one, other) => one.name.localeCompare(other.name)) : found
}

/** The colours of cloth and boards; a book keeps its own. */
const covers = [
  'oklch(0.42 0.07 250)',
  'oklch(0.42 0.08 20)',
  'oklch(0.43 0.06 150)',
  'oklch(0.42 0.08 300)',
  'oklch(0.45 0.07 70)',
  'oklch(0.42 0.06 200)',
]

export function coverColor(id: string): string {
  let sum = 0
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) % 9_973
  return covers[sum % covers.length]!
}

/** How far an import is, as the person is told. */
export function stateOf(project: ProjectSummary): 'reading' | 'waiting' | 'converting' | 'failed' | 'ready' | 'draft' {
  if (project.state === 'creating') return 'reading'
  if (project.creation_meta?.status === 'failed') return 'failed'
  if (project.state === 'in_queue') return 'waiting'
  if (project.state === 'converting') return 'converting'
  return project.can_be_downloaded ? 'ready' : 'draft'
}

/** `The Lock-Keeper` for `The_Lock-Keeper.epub`. */
export function nameOf(fileName: string): string {
  return (
    fileName
      .replace(/\.[a-z0-9]{1,5}$/i, '')
      .replaceAll('_', ' ')
      .trim() || fileName
  )
}

/** What was written or pasted as the address of a web page, with or without `https://`. */
export function toAddress(text: string): URL | undefined {
  const written = text.trim()
  const hasScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(written)
  const address = URL.parse(hasScheme ? written : `https://${written}`)
  if (!address || /\s/.test(written) || !/^https?:$/.test(address.protocol)) return undefined
  // Else each word would be one.
  return hasScheme || (address.hostname.includes('.') && !address.username) ? address : undefined
}
