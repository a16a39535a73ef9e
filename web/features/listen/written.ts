import type { EditorBlock } from '../../client/types.ts'

/** The text of a paragraph without breaks and tags. */
export function writtenText({ nodes }: Pick<EditorBlock, 'nodes'>): string {
  return nodes
    .map((node) => node.text)
    .join('')
    .replace(/<break\b[^<>]*>(\s*<\/break\s*>)?/gi, '')
    .replace(/<phoneme\b[^<>]*>([^<]*)<\/phoneme\s*>/gi, '$1')
}

/** Where code points are, in UTF-16 units. */
export function unitAt(text: string, codePoint: number): number {
  return [...text].slice(0, codePoint).join('').length
}
