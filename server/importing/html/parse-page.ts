import { Parser } from 'htmlparser2'
import { parseHTML } from 'linkedom'
import { StudioError } from '#server/base/errors.ts'
import type { Page, PageElement } from './page.ts'

/** No page of good will nests deeper; many steps look at all that is around an element. */
const deepestNesting = 1000

/**
 * Parses a page. Nothing in it is run or fetched; a fragment becomes a whole page.
 * @throws StudioError `document_broken` when elements nest more than 1,000 deep
 */
export function parsePage(html: string): Page {
  refuseDeepNesting(html)
  const page = parse(html)
  const isWhole = page.documentElement?.localName === 'html'
  return withBody(isWhole ? page : parse(`<!doctype html><html><head></head><body>${html}</body></html>`))
}

/** Before a tree is made of it, which takes time in proportion to the depth of each element. */
function refuseDeepNesting(html: string): void {
  let depth = 0
  const parser = new Parser({
    onopentagname() {
      if (++depth <= deepestNesting) return
      throw new StudioError('document_broken', `The page nests elements more than ${deepestNesting} deep.`)
    },
    onclosetag: () => void (depth -= 1),
  })
  parser.end(html)
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
  for (const node of content) body.append(node)
  root.append(body)
  return page
}
