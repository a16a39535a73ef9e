import { collapseWhiteSpace, type ImportedDocument } from '../document/imported-document.ts'
import type { Page } from './page.ts'

export type PageMetadata = Pick<ImportedDocument, 'title' | 'author' | 'language' | 'description' | 'publicationDate'>

/** What a page says of itself. */
export function toPageMetadata(page: Page): PageMetadata {
  return {
    title: titleOf(page),
    author: toAuthor(metaOf(page, 'author', 'article:author', 'dc.creator')),
    language: toLanguage(page.documentElement?.getAttribute('lang') ?? metaOf(page, 'dc.language')),
    description: metaOf(page, 'description', 'og:description'),
    publicationDate: toDate(metaOf(page, 'article:published_time', 'date', 'dc.date')),
  }
}

/** A name without "By"; no address of a profile. */
export function toAuthor(byline: string | null | undefined): string | undefined {
  const name = collapseWhiteSpace(byline ?? '').replace(/^(?:written )?by:? /i, '')
  return name === '' || /^https?:/.test(name) || name.length > 200 ? undefined : name
}

/** @param moment in a format that begins as ISO 8601 does */
export function toDate(moment: string | null | undefined): string | undefined {
  return /^\d{4}-\d{2}-\d{2}/.exec(moment ?? '')?.[0]
}

/** The one heading that the title repeats, which often adds the name of the site; else the title, else the one heading. */
function titleOf(page: Page): string | undefined {
  const headings = Array.from(page.querySelectorAll('h1'), (heading) =>
    collapseWhiteSpace(heading.textContent ?? '').replace(/\s*[¶#]$/, ''),
  )
  const given = collapseWhiteSpace(page.querySelector('title')?.textContent ?? '')
  const repeated = headings.find((heading) => heading !== '' && given.includes(heading))
  const only = headings.length === 1 ? headings[0] : undefined
  return repeated || metaOf(page, 'og:title') || given || only || undefined
}

/** The content of the first meta element of one of the names. */
function metaOf(page: Page, ...names: string[]): string | undefined {
  for (const name of names) {
    for (const meta of page.querySelectorAll('meta[content]')) {
      const itsName = meta.getAttribute('name') ?? meta.getAttribute('property')
      const content = collapseWhiteSpace(meta.getAttribute('content')!)
      if (itsName?.toLowerCase() === name && content !== '') return content
    }
  }
  return undefined
}

function toLanguage(tag: string | null | undefined): string | undefined {
  return /^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i.exec((tag ?? '').trim().replaceAll('_', '-'))?.[0]
}
