import { Readability } from '@mozilla/readability'
import { collapseWhiteSpace } from '../document/imported-document.ts'
import { elementNode, type Page, type PageElement } from './page.ts'

export type Article = {
  content: PageElement
  title?: string | null
  byline?: string | null
  publishedTime?: string | null
}

/**
 * Whether a page is part of a site, so that its article must be found among menus and advertisements; other pages are
 * documents, to be read as a whole. A table of contents, whose links stay on the page, is no menu.
 */
export function isOfSite(page: Page): boolean {
  if (page.querySelector('article, meta[property^="og:"], meta[name^="twitter:"]')) return true
  const menus = 'nav a, aside a, header a, footer a, [role="navigation"] a, [role="banner"] a'
  return [...page.querySelectorAll(menus)].some(leadsElsewhere) || isMostlyLinks(page)
}

/** Readability looks at all that is inside an element at each level: a page made to nest on and on would keep it busy. */
const deepestNesting = 200

/** Finds the article of a page, with Readability; nothing when there is none. The page is taken apart. */
export function findArticle(page: Page): Article | undefined {
  if (isDeeperThan(page.body, deepestNesting)) return undefined
  const readability = new Readability<PageElement>(page, {
    // Our reader looks at classes, and takes elements instead of their text.
    keepClasses: true,
    serializer: (element) => element as PageElement,
  })
  const article = readability.parse()
  return article?.content ? { ...article, content: article.content } : undefined
}

/** The part of a page that holds its text, as far as it says so. */
export function mainPartOf(page: Page): PageElement {
  const parts = [...page.querySelectorAll('main, [role="main"]')]
  return parts.length === 1 ? parts[0]! : page.body
}

function leadsElsewhere(link: PageElement): boolean {
  return !/^(?:#|$)/.test(link.getAttribute('href') ?? '')
}

function isMostlyLinks(page: Page): boolean {
  const linked = [...page.querySelectorAll('a')].filter(leadsElsewhere).reduce((sum, link) => sum + lengthOf(link), 0)
  return linked > lengthOf(page.body) / 4
}

function lengthOf(element: PageElement): number {
  return collapseWhiteSpace(element.textContent ?? '').length
}

function isDeeperThan(element: PageElement, levels: number): boolean {
  if (levels === 0) return true
  for (const child of element.childNodes) {
    if (child.nodeType === elementNode && isDeeperThan(child as PageElement, levels - 1)) return true
  }
  return false
}
