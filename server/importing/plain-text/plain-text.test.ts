import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ImportedDocument } from '../document/imported-document.ts'
import { describeImporter } from '../document/importer.conformance.ts'
import { aDocument } from '../reading/documents.test-kit.ts'
import { plainTextImporter } from './plain-text.ts'

describeImporter(plainTextImporter, { rain: Buffer.from(' It \t rains. \n'), silent: Buffer.from(' \n ') })

test('a short text is one chapter with one block', async () => {
  const { chapters } = await read('Hello.', 'greeting.txt')
  assert.deepEqual(chapters, [{ name: 'greeting', blocks: [{ subType: 'p', text: 'Hello.' }] }])
})

test('a file without a useful name gives its chapter a plain one', async () => {
  assert.deepEqual(namesOf(await read('Hello.', 'blob')), ['Chapter 1'])
})

test('a text of white space has nothing to say', async () => {
  for (const text of ['', ' \n\t\n', '\ufeff']) await assert.rejects(read(text), { code: 'empty_text' })
})

test('bytes that are no text are refused', async () => {
  await assert.rejects(read(Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7919) % 32))), {
    code: 'invalid_file_type',
  })
})

test('every encoding gives the same text', async () => {
  const english = '“It’s a test,” she said—‘really?’ Zoë wept at the café. '.repeat(20).trim()
  const russian = 'Все счастливые семьи похожи друг на друга, каждая несчастлива по-своему. '.repeat(20).trim()
  assert.equal(await textOf(Buffer.from(english)), english)
  assert.equal(await textOf(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(english)])), english)
  assert.equal(await textOf(Buffer.from(english, 'utf16le')), english)
  assert.equal(await textOf(Buffer.from(`\ufeff${english}`, 'utf16le')), english)
  assert.equal(await textOf(Buffer.from(english, 'utf16le').swap16()), english)
  assert.equal(await textOf(windows1252(english)), english)
  assert.equal(await textOf(windows1251(russian)), russian)
  const french = 'Où est l’été ? Là-bas, près du château, répondit le garçon naïf. '
    .repeat(20)
    .trim()
    .replaceAll('’', "'")
  assert.equal(await textOf(Buffer.from(french, 'latin1')), french)
})

test('line ends of every system part paragraphs alike', async () => {
  for (const end of ['\n', '\r\n', '\r']) {
    assert.deepEqual(await paragraphsOf(['One.', 'Two.', 'Three.'].join(end)), ['One.', 'Two.', 'Three.'])
    assert.deepEqual(await paragraphsOf(['One.', 'Two.'].join(end + end)), ['One.', 'Two.'])
  }
})

const sentence = 'The rabbit-hole went straight on like a tunnel for some way, and then dipped suddenly down. '
const long = sentence.repeat(6).trim()

test('hard-wrapped lines are joined, whether paragraphs are set apart by blank lines, indents or short lines', async () => {
  assert.deepEqual(await paragraphsOf(`${wrap(long)}\n\n${wrap(long)}`), [long, long])
  assert.deepEqual(await paragraphsOf(`   ${wrap(long)}\n   ${wrap(long)}\n   ${wrap(long)}`), [long, long, long])
  const many = Array.from({ length: 12 }, () => `${long} It ends so.`)
  assert.deepEqual(await paragraphsOf(many.map((text) => wrap(text)).join('\n')), many)
})

test('lines that are not hard-wrapped are paragraphs of their own', async () => {
  assert.deepEqual(await paragraphsOf(`${long}\n${long}\n\nShort.\n${long}`), [long, long, 'Short.', long])
})

test('paragraphs that happen to be of like length are not taken for wrapped lines', async () => {
  const lines = [
    '"Where are you going?" she asked, and put the lamp down on the table.',
    '"Out," he said.',
    'She looked at the window and the rain that had been falling for hours.',
    '"Nobody goes out in this," she said, "not even you, and not even now."',
    'He took his hat.',
  ]
  assert.deepEqual(await paragraphsOf(lines.join('\n')), lines)
})

test('wrapping a text and importing it gives the text again', async () => {
  const word = fc.stringMatching(/^[a-z]{1,12}$/)
  const paragraph = fc.array(word, { minLength: 60, maxLength: 120 }).map((words) => `${words.join(' ')}.`)
  const width = fc.integer({ min: 55, max: 100 })
  await fc.assert(
    fc.asyncProperty(fc.array(paragraph, { minLength: 1, maxLength: 5 }), width, async (texts, columns) => {
      assert.deepEqual(await paragraphsOf(texts.map((text) => wrap(text, columns)).join('\n\n')), texts)
    }),
    { numRuns: 50 },
  )
})

test('a hyphen at a line end stays or goes as the word is written elsewhere', async () => {
  const around = 'a line that is filled with words up to its very end and so'
  const text = `An example is well-known.\n\n${around} shows an exam-\nple of ${around} a well-\nknown word and more words.`
  const [, joined] = await paragraphsOf(text)
  assert.match(joined!, /an example of .* a well-known word/)
})

test('headings divide a text, and what stands before them is not lost', async () => {
  const text = `My Book\nby Me\n\nPrologue\n\nIt begins.\n\nCHAPTER ONE\n\nThe Storm\n\nIt rains.\n\n* * *\n\nIt stops.\n\nChapter 2: Sun\n\nIt shines.`
  const { chapters } = await read(text)
  assert.deepEqual(
    chapters.map(({ name, blocks }) => [name, ...blocks.map((block) => `${block.subType} ${block.text}`)]),
    [
      ['Prologue', 'p My Book', 'p by Me', 'h1 Prologue', 'p It begins.'],
      ['CHAPTER ONE: The Storm', 'h1 CHAPTER ONE: The Storm', 'p It rains.', 'p ***', 'p It stops.'],
      ['Chapter 2: Sun', 'h1 Chapter 2: Sun', 'p It shines.'],
    ],
  )
})

test('a heading needs no blank line below it', async () => {
  const { chapters } = await read(`CHAPTER I\n${wrap(long)}\n\nCHAPTER II\n${wrap(long)}`)
  assert.deepEqual(
    chapters.map(({ name, blocks }) => [name, blocks[1]!.text]),
    [
      ['CHAPTER I', long],
      ['CHAPTER II', long],
    ],
  )
})

test('a part without text of its own is said before its first chapter', async () => {
  const { chapters } = await read('PART ONE\n\nCHAPTER I\n\nIt rains.\n\nCHAPTER II\n\nIt stops.')
  assert.deepEqual(
    chapters.map(({ name }) => name),
    ['CHAPTER I', 'CHAPTER II'],
  )
  assert.deepEqual(
    chapters[0]!.blocks.map(({ subType }) => subType),
    ['h1', 'h2', 'p'],
  )
})

test('a table of contents is left out', async () => {
  const names = ['I. Loomings', 'II. The Carpet-Bag', 'III. The Spouter-Inn and All That Is in It'].map(
    (name) => `CHAPTER ${name}`,
  )
  const body = names.map((name) => `${name}\n\n${long}`).join('\n\n')
  const contents = ['one a line', 'with blank lines'].map((_, kind) => names.join(kind ? '\n\n' : '\n'))
  for (const list of contents) {
    const { chapters } = await read(`CONTENTS\n\n${list}\n\n${body}`)
    assert.deepEqual(
      chapters.map(({ name }) => name),
      names,
    )
    assert.deepEqual(
      chapters[0]!.blocks.map(({ text }) => text),
      [names[0], long],
    )
  }
})

test('a table of contents whose lines are no headings is left out too', async () => {
  const text = `Contents\n\nThe Carpet-Bag 12\n\nThe Inn 20\n\nChapter 1\n\n${long}`
  assert.deepEqual(namesOf(await read(text)), ['Chapter 1'])
})

test('numerals are chapters when they run on and have text under them, and a list when not', async () => {
  assert.deepEqual(namesOf(await read(`I\n\n${long}\n\nII. The Fall\n\n${long}\n\nIII\n\n${long}`)), [
    'I',
    'II. The Fall',
    'III',
  ])
  assert.deepEqual(namesOf(await read('To do:\n1. Buy milk\n2. Sleep\n3. Wake up', 'list.txt')), ['list'])
})

test('a sentence that begins like a heading is none', async () => {
  const text = 'Chapter two was the worst of all, he thought.\n\nPart of me agreed.\n\nBook one of them.'
  assert.deepEqual(namesOf(await read(text, 'essay.txt')), ['essay'])
})

test('the frame and the typing marks of Project Gutenberg go, and its header names the book', async () => {
  const text = [
    'The Project Gutenberg eBook of Emma\n\nTitle: Emma\nAuthor: Jane Austen\nLanguage: English\n',
    '*** START OF THE PROJECT GUTENBERG EBOOK EMMA ***\n\n[Illustration: Emma]\n',
    `CHAPTER I\n\nEmma was _very_ handsome.\n\n${long}\n`,
    '*** END OF THE PROJECT GUTENBERG EBOOK EMMA ***\n\nLicence follows.',
  ].join('\n')
  const document = await read(text)
  assert.deepEqual([document.title, document.author, document.language], ['Emma', 'Jane Austen', 'en'])
  assert.deepEqual(
    document.chapters.map(({ blocks }) => blocks.map((block) => block.text)),
    [['CHAPTER I', 'Emma was very handsome.', long]],
  )
})

async function read(bytes: Buffer | string, fileName = 'text.txt'): Promise<ImportedDocument> {
  await using file = await aDocument(bytes, fileName)
  return await plainTextImporter.read(file)
}

async function paragraphsOf(bytes: Buffer | string): Promise<string[]> {
  const { chapters } = await read(bytes)
  return chapters.flatMap(({ blocks }) => blocks.map(({ text }) => text))
}

async function textOf(bytes: Buffer): Promise<string> {
  return (await paragraphsOf(bytes)).join('\n')
}

function namesOf({ chapters }: ImportedDocument): string[] {
  return chapters.map(({ name }) => name)
}

/** Breaks lines at spaces, as full as the width allows. */
function wrap(text: string, width = 70): string {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.join('\n')
}

/** А–я lie at 0xC0–0xFF in windows-1251. */
function windows1251(text: string): Buffer {
  return Buffer.from(
    [...text].map((letter) => {
      const code = letter.codePointAt(0)!
      return code >= 0x410 ? code - 0x410 + 0xc0 : code
    }),
  )
}

/** Latin-1, but for the typographic marks that Windows put at 0x80–0x9F. */
function windows1252(text: string): Buffer {
  const marks: Record<string, number> = { '‘': 0x91, '’': 0x92, '“': 0x93, '”': 0x94, '—': 0x97 }
  return Buffer.from([...text].map((letter) => marks[letter] ?? letter.charCodeAt(0)))
}
