import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { splitSentences } from './sentences.ts'

/** Each line is one text; `|` marks the borders between its sentences. */
const english = [
  'It was dark. |Rain fell.',
  'Really? |Yes! |No.',
  'What?! |No!!! |Well.',
  '  Leading space. |Then more.  ',
  'No stop at all',
  // Titles and names
  'Mr. Darcy bowed. |Mrs. Bennet sat.',
  'I met Dr. Watson and Prof. Moriarty. |They spoke.',
  'Messrs. Smith and Jones left.',
  'St. Paul walked down Main St. |The car stopped.',
  'Capt. Ahab and Lt. Dan met Col. Mustard.',
  'J. R. R. Tolkien wrote it. |We read it.',
  'J.R.R. Tolkien and C. S. Lewis talked.',
  'It was J. I. Packer who came.',
  'Martin Luther King Jr. Day is in January.',
  'Jane Smith, Ph.D. Professor of Law.',
  'So do I. |Tom agreed.',
  '“Mr. Holmes!” I cried.',
  // Places and organisations
  'The U.S. Army came. |It left.',
  'He lives in the U.S. |The army came.',
  'Washington, D.C. Police said so.',
  'He works at Apple Inc. |He likes it.',
  'Acme Corp. Chairman Bill left.',
  // Latin and other abbreviations
  'Use tools, e.g. This one works.',
  'The best, i.e. Tom, won. |He smiled.',
  'Smith vs. Jones was long.',
  'Pears, plums, etc. |They ate.',
  'Pears, plums, etc. are fruit.',
  'Compare cf. Smith et al. (1999) here.',
  // Numbers
  'Pi is 3.14. |It goes on.',
  'See p. 14 and pp. 3. |Then rest.',
  'No. 5 is alive. |No. |Tom is not.',
  'Look at fig. A and vol. IV of it.',
  'See Fig. 3 and ch. 12. |Then go.',
  'In Jan. 2020 it rained. |In Feb. 3 days were dry.',
  'At 5 p.m. Monday we left. |We slept.',
  'It was 5 p.m. |The sun set.',
  'At 5:30 a.m. she rose.',
  'It cost $5.50. |Cheap.',
  'Version 2.0.1 is out. |Try it.',
  '1. First item. |2. Second item.',
  'IV. The Sign of Four',
  'This is Chapter V. |The day broke.',
  '(2) Another thing.',
  'It was 1999. |Then it was not.',
  // Dialogue
  '"Stop!" she said. |He stopped.',
  '“Stop!” she said. |“Why?” he asked.',
  '“Stop!” Tom said. |“Why?” asked Ann.',
  '“Stop!” Mr. Darcy cried.',
  '“Stop!” I said.',
  '“Stop!” |The old man… |No one moved.',
  '“Stop!” The clerk said. |No one moved.',
  '“Stop!” |He said nothing.',
  '‘Really…!’ whispered Jane.',
  '“Where?” — he asked.',
  '“I know.” |“You do?”',
  'She said, “Go home.” |Then she left.',
  '(He was late.) |Nobody cared.',
  'He was late (very!) and sorry.',
  // Ellipses
  'Well... maybe not. |Or so.',
  'Wait... what? |Oh.',
  'He waited… then left.',
  'He waited… |Then he left.',
  'I… I don’t know.',
  'W... What is it?',
  'Hi . . . there. |You.',
  // Old novels
  'Oh! what a day! |It is over.',
  // Line breaks
  'A heading\n|And a line.',
  'A line that was\nwrapped here.',
  'One thing,\nTwo things.',
  'Mr.\nDarcy bowed.',
  'First.\n|Second.',
  'First\r\n\r\n|second',
  'One.\n\n|***\n\n|Two.',
  'A list:\n|1. One\n|2. Two',
  // Web, code, notes, emoji
  'Visit example.com. |Then .NET is next.',
  'He left.[1] Then more.',
  'Great! |😀 Next one. |👍 Yes.',
  'Done. 😀',
  'Yes. * * *',
]

const others: [string, string][] = [
  ['de', 'Am 5. Mai kam Hr. Müller. |Er blieb.'],
  ['de', 'Es war 12. |Dann ging er.'],
  ['de', 'Tiere, z. B. Hunde, z.B. Katzen usw. |Das war alles.'],
  ['de', '„Halt!“, rief er. |„Warum?“'],
  ['de', 'Das ist Max. |Er mag Käse, bzw. Quark.'],
  ['fr', 'M. Dupont arrive. |Il est tard, p. ex. Midi.'],
  ['fr', '« Non ! » dit-il. |Elle rit.'],
  ['es', '¿Qué? |¡No! |La Sra. García y Ud. vienen.'],
  ['it', 'Il sig. Rossi va. |E poi torna.'],
  ['pt', 'O Sr. Silva veio. |Ele foi.'],
  ['nl', 'Dhr. Jansen kwam, bijv. Maandag. |Hij bleef.'],
  ['da', 'Den 5. Maj kom hr. Hansen. |Han blev.'],
  ['sv', 'Den 5. Mai kom hr. Hansen. |Han blev.'],
  ['pl', 'To jest dr Nowak, np. Jan. |On wie.'],
  ['cs', 'Přišel dr. Novák. |On ví.'],
  ['ru', 'Это г-н Иванов и т. д. |Он ушёл.'],
  ['zh', '你好。|我是小明！|你呢？'],
  ['zh', '“走吧！”他说。|“好。”'],
  ['ja', '「はい。」と言った。|「え？」|私は。'],
  ['hi', 'नमस्ते। |आप कैसे हैं?'],
  ['ar', 'مرحبا؟ |نعم.'],
  ['hy', 'Այո։ |Ոչ։'],
  ['xx-invalid-tag-', 'Mr. Darcy. |Then.'],
]

test('English sentences end where a reader would stop', () => {
  assert.deepEqual(
    english.map((marked) => split(marked, 'en')),
    english,
  )
})

test('other languages have their own stops and abbreviations', () => {
  assert.deepEqual(
    others.map(([language, marked]) => [language, split(marked, language)]),
    others,
  )
})

test('sentences cover the text whole, and only a text of white space has one of white space', () => {
  const unit = fc.constantFrom(
    'A',
    'b',
    '.',
    '!',
    '…',
    '“',
    '”',
    '「',
    '」',
    '(',
    ' ',
    '\n',
    '1',
    'Mr',
    '。',
    '😀',
    'é',
    '\ud83d',
  )
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 40 }), fc.constantFrom('en', 'de', 'ja'), (units, language) => {
      const text = units.join('')
      const sentences = splitSentences(text, language)
      assert.equal(sentences.map(({ start, end }) => text.slice(start, end)).join(''), text)
      for (const { start, end } of sentences) assert.ok(start < end)
      if (text.trim() !== '') for (const { start, end } of sentences) assert.notEqual(text.slice(start, end).trim(), '')
    }),
    { numRuns: 1000 },
  )
})

test('long texts without an end, and with nothing but ends, are read through', () => {
  for (const piece of ['word ', 'Mr. ', '.', '\n', 'a\n', '«', '…” ', 'U.', 'z. ', '( '])
    splitSentences(piece.repeat(20_000), 'en')
})

/** The text without its marks, split, with marks where the borders are. */
function split(marked: string, language: string): string {
  const text = marked.replaceAll('|', '')
  return splitSentences(text, language)
    .map(({ start, end }) => text.slice(start, end))
    .join('|')
}
