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
