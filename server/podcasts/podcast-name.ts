import type { PodcastRequest } from './podcast.ts'

const mostWords = 8

/** What a podcast is called as long as its sources have no title: by the site or the first words of the first one. */
export function podcastName({ sources: [first] }: PodcastRequest): string {
  if (first?.kind === 'url') return `Podcast: ${new URL(first.url).hostname}`
  const words = first!.text.trim().slice(0, 200).split(/\s+/)
  const isCut = words.length > mostWords || first!.text.trim().length > 200
  const text = words.slice(0, mostWords).join(' ').slice(0, 60)
  return `Podcast: ${text}${isCut || text.length === 60 ? '…' : ''}`
}
