import { parseHTML } from 'linkedom'

// The part of the DOM that we use: the types of a browser are not known on a server.

export interface PageNode {
  readonly nodeType: number
  readonly nodeValue: string | null
  readonly childNodes: Iterable<PageNode>
}

export interface PageElement extends PageNode {
  readonly localName: string
  readonly attributes: Iterable<{ name: string; value: string }>
  readonly textContent: string | null
  getAttribute(name: string): string | null
  querySelector(selector: string): PageElement | null
  querySelectorAll(selector: string): Iterable<PageElement>
  append(...nodes: PageNode[]): void
}

export interface Page extends PageElement {
  readonly documentElement: PageElement | null
  readonly body: PageElement
  createElement(name: string): PageElement
}

export const elementNode = 1
export const textNode = 3

/** Parses a page. Nothing in it is run or fetched; a fragment becomes a whole page. */
export function parsePage(html: string): Page {
  const page = parse(html)
  const isWhole = page.documentElement?.localName === 'html'
  return withBody(isWhole ? page : parse(`<!doctype html><html><head></head><body>${html}</body></html>`))
}

function parse(html: string): Page {
  return parseHTML(html).document as unknown as Page
}

/** A page may leave out its body element. */
function withBody(page: Page): Page {
  if (page.querySelector('html > body')) return page
  const root = page.documentElement!
  const content = [...root.childNodes].filter((node) => (node as PageElement).localName !== 'head')
  const body = page.createElement('body')
  body.append(...content)
  root.append(body)
  return page
}
