/** Makes the samples that are no text files: `node scripts/document-samples.ts` writes them to samples/documents. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { docxOf, p, r } from '#server/importing/docx/docx.test-kit.ts'
import { type Column, type Placed, pageSize, pdfOf, typeset } from '#server/importing/pdf/pdf.test-kit.ts'

const rain =
  'The rain had not stop\u00adped since the morn\u00ading, and no\u00adbody in the house spoke of it. The well-known doc\u00adtor came ' +
  'late, shook his um\u00adbrella in the hall, and asked for the old in\u00adspec\u00adtor who lived up\u00adstairs.'
const river =
  'Down at the river the boats lay side by side, and the good-natured ferry\u00adman count\u00aded them twice. “There were nine,” ' +
  'he said, “and now there are eight.” His neigh\u00adbour Mr. Penrose thought that he had never been good at num\u00adbers.'
const night =
  'It was a long night. Some\u00adwhere be\u00adhind the hills a dog barked, and then a sec\u00adond one; but when the morn\u00ading came ' +
  'the road was emp\u00adty, and the ferry\u00adman was gone with his nine boats and his good-natured dog.'

const left: Column = { x: 50, width: 152, top: 150, bottom: 480 }
const right: Column = { ...left, x: 218 }
const whole: Column = { x: 60, width: 300, top: 90, bottom: 510 }

function centred(text: string, y: number, size: number, extra: Partial<Placed> = {}): Placed {
  return { text, x: pageSize.width / 2 - text.length * size * 0.24, y, size, ...extra }
}

/** One chapter whose pages are each headed by another section, as tall as the text, and have no numbers. */
function headsThatChange(): Buffer {
  const sections = ['Rain in May', 'Boats at Dawn', 'A Dog Barks', 'Nine Boats', 'The Empty Road']
  const text = [rain, river, night]
  const paragraphs = sections.flatMap((_, index) => [text[index % 3]!, text[(index + 1) % 3]!])
  const pages = typeset(Array(6).fill(paragraphs).flat(), Array(12).fill({ ...whole, top: 90 }))
  const headed = pages.filter((lines) => lines.length > 0)
  return pdfOf(
    headed.map((lines, index) =>
      index === 0
        ? [centred('The Ferryman', 60, 18, { font: 'bold' }), ...lines]
        : [
            { text: `CHAPTER ONE. ${sections[index % 5]!.toUpperCase()}, ${'I'.repeat(index)}`, x: 60, y: 50 },
            ...lines,
          ],
    ),
    { title: 'The Ferryman', language: 'en-GB' },
  )
}

/** Few pages, whose heads in letters larger than the text say what titles say; a note whose mark is on the page before. */
function namesOfTitlesAtTheTop(): Buffer {
  const names = ['The Rain', 'The River', 'The Night']
  const chapters = names.map((name, index) => {
    const paragraphs = [rain, river, night, rain, river, night, river].slice(index, 5 + index)
    const [first, second] = typeset(paragraphs, [
      { ...whole, top: 150, bottom: 230 },
      { ...whole, top: 90, bottom: 430 },
    ])
    return { name, first: first!, second: second! }
  })
  const noteOf = (number: number, y: number) => ({ text: `${number}. So it is told in the town.`, x: 60, y, size: 8 })
  const markAt = ({ right, y }: Placed, mark: string) => ({ text: mark, x: right!, y: y - 4, size: 6 })
  return pdfOf(
    chapters.flatMap(({ name, first, second }, index) => [
      [centred(name, 40, 12), centred(name, 110, 18), ...first, ...(index === 0 ? [markAt(first[1]!, '1')] : [])],
      [
        centred(name, 40, 12),
        ...second,
        ...(index === 0 ? [markAt(second[1]!, '2'), noteOf(1, 480), noteOf(2, 490)] : []),
      ],
    ]),
  )
}

/** Three chapters of two pages, with the book's name on the left and the chapter's on the right. */
function runningHeads(): Buffer {
  const chapters = ['The Rain', 'The River', 'The Night'].map((name, index) => ({
    name,
    text: [rain, river, night].at(index)!,
  }))
  const pages = chapters.flatMap(({ name, text }, index) => {
    const [first, second] = typeset(
      [text.repeat(1), rain, river, night, rain, river, night, rain, river, night],
      [{ ...whole, top: 170 }, whole],
    )
    const number = 2 * index + 1
    const opening = [
      centred(`Chapter ${index + 1}`, 110, 14),
      centred(name, 135, 18, { font: 'bold' }),
      ...first!,
      centred(String(number), 555, 9),
    ]
    const head: Placed[] = [
      { text: String(number + 1), x: 60, y: 50, size: 9 },
      { text: index === 1 ? 'The Ferryman' : name.toUpperCase(), x: 180, y: 50, size: 9 },
    ]
    return [opening, [...head, ...second!]]
  })
  return pdfOf(pages, { title: 'The Ferryman', author: 'A. Writer', language: 'en-GB' })
}

/** A title over two columns, notes at the foot of each, a heading in the second. */
function twoColumns(): Buffer {
  const [a, b] = typeset(
    [rain, river, night, rain, river, night, rain],
    [
      { ...left, bottom: 470 },
      { ...right, bottom: 470 },
    ],
    { size: 9, leading: 11 },
  )
  const [c, d] = typeset(
    [river, night, rain, river, night, river],
    [
      { ...left, top: 80 },
      { ...right, top: 80 },
    ],
    { size: 9, leading: 11 },
  )
  const mark = (lines: Placed[], place: number, text: string): Placed => {
    const line = lines[place]!
    return { text, x: line.right ?? line.x + 100, y: line.y - 3, size: 5 }
  }
  const note = (text: string, number: string, x: number, y: number): Placed[] => [
    { text: number, x, y: y - 2, size: 5 },
    { text, x: x + 4, y, size: 7 },
  ]
  return pdfOf(
    [
      [
        centred('A Report on Boats', 70, 20, { font: 'bold' }),
        centred('by the harbour master of the whole river, from its spring down to the sea', 100, 9),
        ...a!,
        mark(a!, 2, '1'),
        ...note('See the book of the harbour.', '1', left.x, 520),
        ...b!,
        mark(b!, 4, '2'),
        ...note('Counted in spring, when the', '2', right.x, 520),
        { text: 'water is high.', x: right.x, y: 529, size: 7 },
        centred('1', 560, 9),
      ],
      [...c!, ...d!, centred('2', 560, 9)],
    ],
    { title: 'A Report on Boats' },
  )
}

function footNotes(): Buffer {
  const [first, second] = typeset([rain, river, night, rain, river, night, river], [{ ...whole, bottom: 330 }, whole])
  const at = (lines: Placed[], place: number, text: string, size = 6): Placed => ({
    text,
    x: lines[place]!.right!,
    y: lines[place]!.y - 4,
    size,
  })
  return pdfOf([
    [
      centred('Notes at the Foot', 60, 16),
      ...first!,
      at(first!, 1, '1'),
      at(first!, 5, '2'),
      { text: '1. In the old house by the river.', x: 60, y: 480, size: 8 },
      {
        text: '2. He was mistaken: there were ten, as the book of the harbour says, and as everybody who',
        x: 60,
        y: 490,
        size: 8,
      },
      { text: 'could count', x: 60, y: 500, size: 8 },
    ],
    [
      ...second!,
      { text: 'knew very well.', x: 60, y: 480, size: 8 },
      { text: '* Not the last dog.', x: 60, y: 490, size: 8 },
      { text: '*', x: second![0]!.right!, y: second![0]!.y - 4, size: 6 },
    ],
  ])
}

/** Headings in the size of the text, which only the outline tells; one word of it is in capitals. */
function outlined(): Buffer {
  const body = typeset([rain, river, night], [{ ...whole, top: 104 }])[0]!
  const page = (title: string) => [{ text: title, x: 60, y: 90, size: 10 }, ...body]
  const sections = [
    ...page('First of all'),
    { text: 'What came later', x: 60, y: 400, size: 10 },
    ...typeset([rain, river], [{ ...whole, top: 414 }])[0]!,
  ]
  return pdfOf([sections, page('SECOND'), page('1.3 The third one')], {
    title: 'Outlined',
    outline: [
      { title: 'First of all', page: 0, y: 80 },
      { title: 'What came later', page: 0, y: 390, depth: 1 },
      { title: 'Second', page: 1, y: 80 },
      { title: 'The third one', page: 2, y: 80 },
    ],
  })
}

function dropCapitals(): Buffer {
  const lines = (text: string, y: number, capital: string) => {
    const beside = typeset(
      [text],
      [
        { x: 86, width: 274, top: y, bottom: y + 20 },
        { ...whole, top: y + 24, bottom: y + 100 },
      ],
      { indent: 0 },
    )
    return [{ text: capital, x: 60, y: y + 12, size: 34 }, ...beside.flat()]
  }
  return pdfOf([
    [
      centred('Letters', 60, 16, { font: 'bold' }),
      ...lines(
        'he \u0001rst of\u0001cer found no \u0002owers in the \u0002at, and no \u0001re. Nobody had lived there for a year, as far as the old man who kept the key could say.',
        100,
        'T',
      ),
      ...lines(
        't was the \u0002ood that had taken them. In the end the inspector left, and the key stayed with him for the whole of that winter.',
        180,
        'I',
      ),
      ...lines(
        'MAN who keeps a key for so long has a reason. The inspector wrote it down and did not think of it again.',
        260,
        'A',
      ),
    ],
  ])
}

function furniture(): Buffer {
  const entry = (title: string, page: string, y: number): Placed => ({
    text: `${title} ${'. '.repeat(20)}${page}`,
    x: 60,
    y,
  })
  const row = (cells: string[], y: number): Placed[] => cells.map((text, index) => ({ text, x: 80 + 90 * index, y }))
  const body = typeset([rain, river], [{ ...whole, top: 110 }])[0]!
  return pdfOf(
    [
      [
        centred('Contents', 60, 14),
        entry('Boats', '2', 100),
        entry('Dogs', '2', 114),
        entry('Tables and listings', '3', 128),
      ],
      [
        centred('Boats', 80, 14, { font: 'bold' }),
        ...body,
        { text: 'Dogs', x: 60, y: 330, size: 14, font: 'bold' },
        ...typeset([night], [{ ...whole, top: 360 }])[0]!,
      ],
      [
        { text: 'Tables and listings', x: 60, y: 80, size: 14, font: 'bold' },
        ...typeset([rain], [{ ...whole, top: 110 }])[0]!,
        ...row(['Name', 'Boats', 'Dogs'], 190),
        ...row(['Penrose', '9', '1'], 204),
        ...row(['Miller', '2', '3'], 218),
        ...typeset([night], [{ ...whole, top: 250 }])[0]!,
        { text: 'for boat in boats:', x: 60, y: 330, font: 'mono' },
        { text: '    count(boat)', x: 60, y: 342, font: 'mono' },
        { text: '• The first boat is green.', x: 70, y: 370 },
        { text: '• The second one has no name', x: 70, y: 384 },
        { text: 'and no owner.', x: 79, y: 396 },
      ],
    ],
    { title: 'Furniture' },
  )
}

const styles =
  '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/><w:lang w:val="de-DE"/></w:rPr></w:rPrDefault></w:docDefaults>' +
  '<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>' +
  '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>' +
  '<w:style w:type="paragraph" w:styleId="Titre2"><w:name w:val="Titre 2"/></w:style>' +
  '<w:style w:type="paragraph" w:styleId="ChapterTitle"><w:name w:val="ChapterTitle"/></w:style>' +
  '<w:style w:type="paragraph" w:styleId="Base"><w:name w:val="Grundlage"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>' +
  '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Zwischentitel"/><w:basedOn w:val="Base"/></w:style>' +
  '<w:style w:type="paragraph" w:styleId="Verzeichnis1"><w:name w:val="toc 1"/></w:style>' +
  '<w:style w:type="paragraph" w:styleId="Code"><w:name w:val="Source Code"/></w:style>'

const field = (instruction: string, result: string) =>
  `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> ${instruction} </w:instrText></w:r>` +
  `<w:r><w:fldChar w:fldCharType="separate"/></w:r>${result}<w:r><w:fldChar w:fldCharType="end"/></w:r>`

const plainNight = night.replaceAll('\u00ad', '')
const plainRain = rain.replaceAll('\u00ad', '')
const plainRiver = river.replaceAll('\u00ad', '')

function headingsOfAnyStyle(): Promise<Buffer> {
  const numbered = '<w:pStyle w:val="berschrift1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
  return docxOf({
    title: 'Drei Geschichten',
    author: 'A. Writer',
    styles,
    numbering:
      '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Kapitel %1"/></w:lvl></w:abstractNum>' +
      '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    body: [
      p('<w:sdt><w:sdtPr/><w:sdtContent/></w:sdt>'),
      `<w:p><w:pPr><w:pStyle w:val="Verzeichnis1"/></w:pPr>${field('TOC \\o "1-3"', r('Der Regen 3'))}</w:p>`,
      p('Der Regen', numbered),
      p(plainRain),
      p('Am Fluss', 'Own'),
      p(plainRiver),
      p('Nachts', 'Titre2'),
      p(plainNight),
      p('', 'berschrift1'),
      p('Noch ein Regen', numbered),
      p(plainRain),
      p('The End of It', 'ChapterTitle'),
      p(plainNight),
    ].join(''),
  })
}

function noStyles(): Promise<Buffer> {
  const heading = (text: string, size: number) => p(r(text, `<w:b/><w:sz w:val="${size}"/>`), '<w:jc w:val="center"/>')
  return docxOf({
    styles: '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>',
    body: [
      heading('The Ferryman', 40),
      heading('The Rain', 28),
      p(plainRain),
      p(r('In the hall', '<w:b/>')),
      p(plainRiver),
      heading('The Night', 28),
      p(r(plainNight) + r(' The end.', '<w:b/>')),
    ].join(''),
  })
}

/** Everything that Word has beside text. */
function aroundTheText(): Promise<Buffer> {
  const box = (inside: string) =>
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wps:wsp><wps:txbx><w:txbxContent>' +
    `${inside}</w:txbxContent></wps:txbx></wps:wsp></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>` +
    `<w:txbxContent>${inside}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>`
  const note = (kind: string, id: number) =>
    `<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:${kind}Reference w:id="${id}"/></w:r>`
  const cell = (text: string) => `<w:tc>${p(text)}</w:tc>`
  return docxOf({
    title: 'Around the Text',
    styles,
    footnotes: `<w:footnote w:type="separator" w:id="-1">${p('')}</w:footnote><w:footnote w:id="1">${p(`<w:r><w:footnoteRef/></w:r>${r(' Said in spring.')}`)}</w:footnote>`,
    endnotes: `<w:endnote w:id="1">${p('Counted twice.')}</w:endnote>`,
    body: [
      p('Changes', 'berschrift1'),
      p(
        `${r('The ')}<w:del>${r('old ').replaceAll('w:t', 'w:delText')}</w:del><w:ins>${r('young ')}</w:ins>${r('ferryman came')}` +
          `<w:moveFrom>${r(' too late')}</w:moveFrom>${r(' home')}<w:moveTo>${r(' early')}</w:moveTo>${r('.')}` +
          `<w:commentRangeStart w:id="0"/>${r(' He slept')}<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>${r(' well.')}`,
      ),
      p(r('This line was'), '<w:rPr><w:del/></w:rPr>'),
      p('two lines before.'),
      p(`${r('It rained')}${note('footnote', 1)}${r(' on nine boats')}${note('endnote', 1)}${r('.')}`),
      p('Things', 'berschrift1'),
      p(`${r('Beside the box.')}${box(p('In the box.'))}`),
      p(r('H'), '<w:framePr w:dropCap="drop" w:lines="3"/>'),
      p('er name was Ada.'),
      p(`${r('See page ')}${field('PAGEREF boats', r('12'))}${r(', number ')}${field('PAGE', r('7'))}${r('nine.')}`),
      p(
        `${r('Hidden: ')}${r('not this', '<w:vanish/>')}${r('only that, x')}${r('2', '<w:vertAlign w:val="superscript"/>')}${r('.')}`,
      ),
      `<w:tbl><w:tr>${cell('Name')}${cell('Boats')}</w:tr><w:tr>${cell('Penrose')}${cell('9')}</w:tr><w:tr><w:trPr><w:del/></w:trPr>${cell('Gone')}${cell('0')}</w:tr></w:tbl>`,
      p('The first item', '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="9"/></w:numPr>'),
      p('count(boat)', 'Code'),
      p(
        `${r('A line')}<w:r><w:br/></w:r>${r('and its')}<w:r><w:tab/></w:r>${r('end, co')}<w:r><w:softHyphen/></w:r>${r('operating on the non')}<w:r><w:noBreakHyphen/></w:r>${r('stop ferry.')}`,
      ),
    ].join(''),
  })
}

/** By name: the samples that this program makes. */
export const documentSamples: Record<string, () => Buffer | Promise<Buffer>> = {
  '37-running-heads.pdf': runningHeads,
  '38-two-columns.pdf': twoColumns,
  '39-notes-at-the-foot.pdf': footNotes,
  '40-outline.pdf': outlined,
  '41-drop-capitals-and-ligatures.pdf': dropCapitals,
  '42-contents-tables-listings.pdf': furniture,
  '43-pages-that-are-pictures.pdf': () => pdfOf([[], []], { hasPictures: true }),
  '44-locked.pdf': () => pdfOf([[{ text: 'Nobody reads this.', x: 60, y: 90 }]], { isLocked: true }),
  '45-headings-of-any-style.docx': headingsOfAnyStyle,
  '46-no-styles.docx': noStyles,
  '47-around-the-text.docx': aroundTheText,
  '53-heads-that-change.pdf': headsThatChange,
  '59-names-of-titles.pdf': namesOfTitlesAtTheTop,
}

if (import.meta.main) {
  const folder = join(import.meta.dirname, '..', 'samples', 'documents')
  for (const [name, make] of Object.entries(documentSamples)) await writeFile(join(folder, name), await make())
}
