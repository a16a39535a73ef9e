import type { ImportedDocument } from '../document/imported-document.ts'
import { childElements, elementsNamed, findElement, textOf, type XmlElement } from '../markup/xml.ts'

export type BookMetadata = Pick<
  ImportedDocument,
  'title' | 'author' | 'language' | 'description' | 'publicationDate' | 'isbn'
>

/** What the description of a FictionBook says of it. */
export function toMetadata(book: XmlElement): BookMetadata {
  const info = findElement(book, 'title-info')
  const field = (name: string) => {
    const found = info && childElements(info).find((one) => one.name === name)
    return (found && textOf(found)) || undefined
  }
  const names = info
    ? childElements(info)
        .filter(({ name }) => name === 'author')
        .map(nameOf)
        .filter(Boolean)
    : []
  const isbn = findElement(book, 'isbn')
  const language = field('lang')
  return {
    title: field('book-title'),
    author: names.length > 0 ? new Intl.ListFormat('en').format(names) : undefined,
    language: /^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i.exec(language ?? '')?.[0],
    description: field('annotation'),
    publicationDate: /^\d{4}(?:-\d\d-\d\d)?/.exec(field('date') ?? '')?.[0],
    isbn: /^(?:\d{9}[\dX]|\d{13})$/i.exec(isbn ? textOf(isbn).replace(/[\s-]/g, '') : '')?.[0],
  }
}

function nameOf(author: XmlElement): string {
  const parts = ['first-name', 'middle-name', 'last-name'].flatMap((name) =>
    [...elementsNamed(author, name)].map(textOf),
  )
  const nickname = elementsNamed(author, 'nickname').next().value
  return parts.filter(Boolean).join(' ') || (nickname ? textOf(nickname) : '')
}
