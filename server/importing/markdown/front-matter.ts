import type { Root } from 'mdast'
import type { ImportedDocument } from '../document/imported-document.ts'

export type FrontMatter = Pick<ImportedDocument, 'title' | 'author' | 'language' | 'description' | 'publicationDate'>

/** What the lines `key: value` (YAML) or `key = "value"` (TOML) at the start say of the document. */
export function frontMatterOf({ children }: Root): FrontMatter {
  const first = children.find((node) => node.type === 'yaml' || (node.type as string) === 'toml') as
    | { value: string }
    | undefined
  const lines = first?.value ?? ''
  const language = field(lines, 'lang', 'language', 'locale')
  return {
    title: field(lines, 'title'),
    author: field(lines, 'author', 'authors', 'byline'),
    language: /^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i.exec((language ?? '').replaceAll('_', '-'))?.[0],
    description: field(lines, 'description', 'summary', 'abstract'),
    publicationDate: /^\d{4}(?:-\d\d-\d\d)?/.exec(field(lines, 'date', 'published') ?? '')?.[0],
  }
}

/** The first of the keys that has a value in its line, or a list below it. */
function field(lines: string, ...keys: string[]): string | undefined {
  for (const key of keys) {
    const [, value, list] = new RegExp(`^${key}[ \\t]*[:=][ \\t]*(.*)((?:\\n[ \\t]*- .*)*)`, 'im').exec(lines) ?? []
    const names = value?.trim()
      ? toNames(value.trim())
      : (list ?? '').split('\n').map((line) => unquoted(line.replace(/^\s*- /, '')))
    const filled = names.filter(Boolean)
    if (filled.length > 0) return new Intl.ListFormat('en').format(filled)
  }
  return undefined
}

/** `[A, B]` is a list; `|` and `>` begin a text of several lines, which is not read. */
function toNames(value: string): string[] {
  if (/^[|>]/.test(value)) return []
  return /^\[.*\]$/.test(value) ? value.slice(1, -1).split(',').map(unquoted) : [unquoted(value)]
}

function unquoted(value: string): string {
  return value.trim().replace(/^(["'])(.*)\1$/, '$2')
}
