import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { threadSeconds } from '#server/base/thread-time.test-kit.ts'
import type { XmlElement, XmlNode } from '../markup/xml.ts'
import { parseMarkdown } from './parse-markdown.ts'
import { toTree } from './to-tree.ts'

const elements = [
  '# Chapter\n',
  'A paragraph with a [link][a], a note[^1], *emphasis*,\nand a second line.\n',
  'See [b]: it is *there*.\n',
  '- one\n- two\n\n  still two\n\n- three\n',
  '1. one\n\n2. two\n',
  '> quoted\n> more\n\n> another\n',
  '```\n# no chapter\n\nno [a]\n\n```\n',
  '~~~js\n\n```\n\nx\n\n~~~\n',
  '<!-- hidden\n\n# hidden\n\n-->\n',
  '<pre>\n\n# as it is\n\n</pre>\n',
  '<div>\n\ninside *of* it\n\n</div>\n',
  '| a | b |\n|---|---|\n| [a] | **c** |\n',
  '***\n',
  '    indented\n\n    more\n',
  'Title\n=====\n',
  'Title\n-----\n',
]
const definitions = '[a]: https://a.example "A"\n[B]: b\n\n[^1]: What the note says.\n\n    And more.\n'

test('a document that is read in pieces says the same as one that is read whole', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...elements), { maxLength: 12 }), fc.boolean(), (list, hasFront) => {
      const front = hasFront ? '---\ntitle: A [a]\n\nauthor: B\n---\n' : ''
      const source = `${front}${list.join('\n')}\n${definitions}`
      assert.deepEqual(tellOf(source, 1), tellOf(source, Infinity))
    }),
    { numRuns: 60 },
  )
})

test('proof: neither open brackets nor tabs make each word behind them cost more', async () => {
  for (const piece of ['[1', '\t', '[^1']) {
    const seconds = await threadSeconds(() => parseMarkdown(piece.repeat(60_000 / piece.length)))
    assert.ok(seconds < 2, `${JSON.stringify(piece)}: ${seconds} s`)
  }
})

test('bare addresses are links, also behind an open bracket', () => {
  const [paragraph] = toTree(parseMarkdown('See www.a.example, [http://b.example or c@d.example.')).children
  const links = (paragraph as XmlElement).children.filter((node) => (node as XmlElement).name === 'a')
  assert.equal(links.length, 3)
})

test('proof: no sign, and no nesting, makes a document take more than in proportion', { timeout: 120_000 }, () => {
  for (const piece of [
    'a*',
    ']',
    '[a\\',
    '*_a_',
    '~~a',
    'a**b*',
    '> a\n\n',
    '# a\n\n',
    '- a\n\n',
    '**',
    '_ ',
    '[^a]',
    '\n \n',
  ]) {
    toTree(parseMarkdown(piece.repeat(20_000 / piece.length)))
  }
  for (const deep of ['>', '> ', '- ', '1. ', '+ ', '>- '])
    assert.throws(() => parseMarkdown(`${deep.repeat(100_000)}a`), { code: 'document_broken' })
})

test('long rules, rows of a table and lines of signs are what they were', () => {
  const rule = '-'.repeat(5_000)
  assert.deepEqual(tellOf(`One.\n\n${rule}\n\nTwo.`, 2_000), [
    ['p', 'One.'],
    ['hr', ''],
    ['p', 'Two.'],
  ])
  const row = '| **a** | [b](c) |\n'
  const table = toTree(parseMarkdown(`| a | b |\n|---|---|\n${row.repeat(1_000)}`))
  const texts = new Set(listTexts(table).map((text) => text.trim()))
  assert.deepEqual(texts, new Set(['a', 'b']))
})

/** Name and text of each element at the top; lists that follow each other are one. */
function tellOf(source: string, pieceLength: number): [string, string][] {
  const told: [string, string][] = []
  for (const node of toTree(parseMarkdown(source, pieceLength)).children) {
    const [name, text] = typeof node === 'string' ? ['', node] : [node.name, listTexts(node).join('')]
    const last = told.at(-1)
    if (last?.[0] === name && /^[ou]l$/.test(name)) last[1] += text
    else told.push([name, text])
  }
  return told
}

function listTexts(node: XmlNode): string[] {
  return typeof node === 'string' ? [node] : (node as XmlElement).children.flatMap(listTexts)
}
