import { type Mark, type Node, Schema } from 'prosemirror-model'
import { writeNumber } from '../../i18n/translate.ts'

export type SubType = 'p' | 'h1' | 'h2' | 'h3'

/** What a paragraph is besides its text. `key` is its name in this browser; `id` that of the server, empty until saved. */
export interface BlockAttributes {
  key: string
  id: string
  sub: SubType
  locked: boolean
  /** The voice of what has no voice of its own. */
  ref: string
  voiceId: string
}

/** A chapter: paragraphs of text in voices, with breaks, and words with given sounds. */
export const schema = new Schema({
  nodes: {
    doc: { content: 'block+' },
    block: {
      content: 'inline*',
      defining: true,
      attrs: {
        key: { default: '' },
        id: { default: '' },
        sub: { default: 'p' },
        locked: { default: false },
        ref: { default: '' },
        voiceId: { default: '' },
      },
      parseDOM: [
        ...(['h1', 'h2', 'h3'] as const).map((sub) => ({ tag: sub, attrs: { sub } })),
        ...['h4', 'h5', 'h6'].map((tag) => ({ tag, attrs: { sub: 'h3' } })),
        ...['p', 'li', 'blockquote > div', 'dt', 'dd', 'figcaption', 'tr'].map((tag) => ({ tag })),
      ],
      toDOM: (node) => [node.attrs.sub, 0],
    },
    text: { group: 'inline' },
    brk: {
      group: 'inline',
      inline: true,
      atom: true,
      attrs: { seconds: { default: 1 }, raw: { default: '' } },
      parseDOM: [
        {
          tag: 'span[data-break]',
          getAttrs: (element) => ({ seconds: Number((element as HTMLElement).dataset.break) }),
        },
      ],
      toDOM: (node) => [
        'span',
        { class: 'break', 'data-break': String(node.attrs.seconds), contenteditable: 'false' },
        `${writeNumber(node.attrs.seconds)} s`,
      ],
      leafText: breakTag,
    },
  },
  marks: {
    voice: {
      attrs: { ref: {}, voiceId: {} },
      toDOM: (mark) => ['span', { class: 'voice', 'data-ref': mark.attrs.ref }, 0],
    },
    phoneme: {
      attrs: { raw: {} },
      inclusive: false,
      toDOM: (mark) => ['span', { class: 'given', title: phonemesOf(mark) }, 0],
    },
  },
})

export function attributesOf(block: Node): BlockAttributes {
  return block.attrs as BlockAttributes
}

/** `<break time="0.8s" />`, or as it was written. */
export function breakTag(node: Node): string {
  return node.attrs.raw || `<break time="${node.attrs.seconds}s" />`
}

function phonemesOf(mark: Mark): string {
  return /ph=["']([^"']*)/.exec(mark.attrs.raw)?.[1] ?? ''
}
