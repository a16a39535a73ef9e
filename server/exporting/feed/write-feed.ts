import { xmlText } from '../epub/xml.ts'

/** A podcast as a feed tells of it. */
export interface Show {
  /** Where the feed itself is. */
  url: string
  title: string
  author: string | null
  narrators: string[]
  description: string
  /** BCP 47. */
  language: string
  coverUrl: string
  isExplicit: boolean
  /** In the order in which they are to be heard. */
  episodes: Episode[]
}

export interface Episode {
  /** Stays when the episode is made again. */
  guid: string
  title: string
  publishedAt: Date
  seconds: number
  sound: { url: string; byteLength: number }
  transcripts: { url: string; mediaType: string }[]
  chaptersUrl: string
}

/**
 * RSS 2.0 with what players of podcasts add, piece by piece: the names of five hundred episodes may be megabytes.
 * Sources: rssboard.org, "RSS 2.0 Specification"; podcasters.apple.com, "Podcast RSS feed requirements";
 * github.com/Podcastindex-org/podcast-namespace.
 */
export function* writeFeed(show: Show): Generator<string> {
  const { url, title, author, narrators, description, language, coverUrl, isExplicit } = show
  const lines = [
    element('title', title),
    element('link', url),
    `<atom:link href="${xmlText(url)}" rel="self" type="application/rss+xml"/>`,
    element('description', description),
    element('language', language),
    element('generator', 'Lectern'),
    ...(author ? [element('itunes:author', author)] : []),
    `<itunes:image href="${xmlText(coverUrl)}"/>`,
    '<itunes:category text="Arts"><itunes:category text="Books"/></itunes:category>',
    element('itunes:explicit', String(isExplicit)),
    element('itunes:type', 'serial'),
    element('itunes:block', 'Yes'), // a private address is not for directories
    ...(author ? [`<podcast:person role="author" group="writing">${xmlText(author)}</podcast:person>`] : []),
    ...narrators.map((name) => `<podcast:person role="narrator" group="cast">${xmlText(name)}</podcast:person>`),
  ]
  yield `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0">
<channel>
${lines.join('\n')}
`
  for (const [index, episode] of show.episodes.entries()) yield writeEpisode(episode, index + 1)
  yield '</channel>\n</rss>\n'
}

function writeEpisode({ guid, title, publishedAt, seconds, sound, transcripts, chaptersUrl }: Episode, number: number) {
  return `<item>
${element('title', title)}
<guid isPermaLink="false">${xmlText(guid)}</guid>
${element('pubDate', publishedAt.toUTCString())}
<enclosure url="${xmlText(sound.url)}" length="${sound.byteLength}" type="audio/mpeg"/>
${element('itunes:duration', String(Math.round(seconds)))}
${element('itunes:episode', String(number))}
${element('itunes:episodeType', 'full')}
${transcripts.map((one) => `<podcast:transcript url="${xmlText(one.url)}" type="${one.mediaType}"/>`).join('\n')}
<podcast:chapters url="${xmlText(chaptersUrl)}" type="application/json+chapters"/>
</item>
`
}

function element(name: string, text: string): string {
  return `<${name}>${xmlText(text)}</${name}>`
}
