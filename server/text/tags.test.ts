import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyText } from '#test/any-text.ts'
import { parseTags } from './tags.ts'

test('a break is taken out and remembered where it was, and the white space beside it stays', () => {
  assert.deepEqual(parseTags('Wait. <break time="1.5s" /> Now.'), {
    written: 'Wait.  Now.',
    breaks: [{ at: 6, seconds: 1.5 }],
    phonemes: [],
    warnings: [],
  })
})

test('a carelessly written break is a break', () => {
  const seconds = {
    '<break time="500ms"/>': 0.5,
    "<break time='2s'/>": 2,
    '<break time="1s">': 1,
    '<break time=".5s" />': 0.5,
    '<BREAK TIME = "2S" />': 2,
    '<break\n  time="1s"\n/>': 1,
    '<break time="1s"></break>': 1,
    '<break time="2"/>': 2,
    '<break/>': 1,
    '<break strength="strong" />': 1,
    '<break strength="weak" time="0.2s" />': 0.2,
  }
  for (const [text, expected] of Object.entries(seconds)) {
    const parsed = parseTags(`a${text}b`)
    assert.deepEqual(
      parsed,
      { written: 'ab', breaks: [{ at: 1, seconds: expected }], phonemes: [], warnings: [] },
      text,
    )
  }
})

test('a break of more than three seconds is cut, with a warning', () => {
  const { breaks, warnings } = parseTags('<break time="3s"/><break time="10s"/><break time="4000ms"/>')
  assert.deepEqual(
    breaks.map((one) => one.seconds),
    [3, 3, 3],
  )
  assert.deepEqual(warnings, [
    { code: 'break_shortened', message: 'A break of 10 s was cut to 3 s.' },
    { code: 'break_shortened', message: 'A break of 4 s was cut to 3 s.' },
  ])
})

test('phonemes are kept with the word they are of', () => {
  const text =
    'Say <phoneme alphabet="ipa" ph="ˈmædɪsən">Madison</phoneme> and <phoneme alphabet=\'cmu-arpabet\' ph=\'M AE1 D\'>mad</phoneme>.'
  assert.deepEqual(parseTags(text), {
    written: 'Say Madison and mad.',
    breaks: [],
    phonemes: [
      { start: 4, end: 11, alphabet: 'ipa', phonemes: 'ˈmædɪsən' },
      { start: 16, end: 19, alphabet: 'cmu-arpabet', phonemes: 'M AE1 D' },
    ],
    warnings: [],
  })
})

test('entities in an attribute are decoded, those in the text are not', () => {
  const text = '<phoneme ph="&quot;a&quot; &amp;&apos;&lt;&gt; &#601;&#x259; &nope; &#xD800;">a &amp; b</phoneme>'
  const { written, phonemes } = parseTags(text)
  assert.equal(phonemes[0]!.phonemes, '"a" &\'<> əə &nope; &#xD800;')
  assert.equal(written, 'a &amp; b')
})

test('phonemes that cannot be used leave their word, with a warning', () => {
  const useless = [
    '<phoneme alphabet="x-sampa" ph="a">word</phoneme>',
    '<phoneme alphabet="ipa">word</phoneme>',
    '<phoneme alphabet="ipa" ph=" ">word</phoneme>',
  ]
  for (const text of useless) {
    const { written, phonemes, warnings } = parseTags(text)
    assert.deepEqual([written, phonemes, warnings.map(({ code }) => code)], ['word', [], ['phonemes_ignored']])
  }
})

test('whatever is not a tag that we know is text', () => {
  const plain = [
    'a < b',
    'I <3 you',
    '<foo>',
    '<breakfast time="8"/>',
    '</break>',
    '<break time="1s"',
    '<break time="soon"/>',
    '<break time="-1s"/>',
    '<break time=1s/>',
    '<break time="<b>"/>',
    '< break time="1s"/>',
    '<phoneme ph="a">word',
    '<phoneme ph="a"/>word',
    '<phoneme ph="a">a <b>word</b></phoneme>',
    'if (a<b && b>c)',
    '<',
    '<<<>>>',
  ]
  for (const text of plain) {
    assert.deepEqual(parseTags(text), { written: text, breaks: [], phonemes: [], warnings: [] }, text)
  }
})

test('other elements of SSML are left out with one warning, and what stands in them is said', () => {
  const text =
    '<?xml version="1.0"?><speak version="1.1">Hi <prosody rate="slow">there</prosody>, <emphasis>you</emphasis>.' +
    '<mstts:express-as style="sad"> <sub alias="a">b</sub></mstts:express-as><mark name="x"/></speak>'
  const { written, breaks, warnings } = parseTags(text)
  assert.deepEqual([written, breaks.length], ['Hi there, you. b', 0])
  assert.deepEqual(
    warnings.map(({ code }) => code),
    ['tag_ignored'],
  )
  assert.match(warnings[0]!.message, /<speak>, <prosody>, <emphasis>/)
  for (const plain of ['<speaker>', '<speak', '< speak>', '<prosody rate=slow>', '<speak <b>>', 'a <sword> b'])
    assert.equal(parseTags(plain).written, plain)
})

test('where directions are read, words in brackets are silent with one warning, and pauses are pauses', () => {
  const read = (text: string) => parseTags(text, { audioTags: true })
  const { written, breaks, warnings } = read('[giggling] Knock [whispers softly]knock.[pause] [Giggling]Who?')
  assert.equal(written, ' Knock knock. Who?')
  assert.deepEqual(breaks, [{ at: 13, seconds: 1 }])
  assert.deepEqual(
    warnings.map(({ code }) => code),
    ['audio_tag_ignored'],
  )
  assert.match(warnings[0]!.message, /\[giggling\], \[whispers softly\], \[Giggling\]\.$/)
  const seconds = {
    '[short pause]': 0.5,
    '[long pause]': 2,
    '[pause 1.5s]': 1.5,
    '[2 second pause]': 2,
    '[500ms pause]': 0.5,
  }
  for (const [text, expected] of Object.entries({ ...seconds, '[PAUSES]': 1, '[beat]': 1, '[pause 10 seconds]': 3 }))
    assert.deepEqual([read(text).breaks[0]?.seconds, read(text).written], [expected, ''], text)
  for (const plain of ['[1]', '[]', '[…]', 'a[i', `[${'x'.repeat(81)}]`, '[a\nb]', ']['])
    assert.deepEqual([read(plain).written, read(plain).warnings], [plain, []])
  assert.equal(read('[a [laughs] b]').written, '[a  b]')
  assert.equal(parseTags('[giggling] Knock').written, '[giggling] Knock')
})

test('a tag inside something broken is still found', () => {
  assert.equal(parseTags('<<break/>>').written, '<>')
  assert.equal(parseTags('<break time="<break/>').written, '<break time="')
  assert.equal(parseTags('<phoneme ph="a">a<break/>b</phoneme>').written, '<phoneme ph="a">ab</phoneme>')
})

test('hostile text is read to its end', () => {
  const hostile = [
    '<',
    '<break ',
    '<break time="',
    '<break a="" b=\'',
    '<phoneme ph="">',
    '<phoneme ph="a">x',
    '<break/> ',
    '<speak>',
    '<?xml ',
    '<prosody a="" ',
    '[',
    '[a',
    '[laughs]',
  ]
  for (const piece of hostile) parseTags(piece.repeat(100_000), { audioTags: true })
  parseTags(`<break${' '.repeat(100_000)}x`)
  parseTags(`<break ${'a'.repeat(100_000)}`)
  assert.equal(parseTags('<'.repeat(100_000)).written.length, 100_000)
})

test('text without tags is what was written, and all positions lie inside it', () => {
  const piece = fc.constantFrom(
    '<break time="1s"/>',
    '<phoneme ph="x">',
    '</phoneme>',
    '<',
    '>',
    '"',
    "'",
    '=',
    'break ',
    'é',
    '😀',
    ' ',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const { written, breaks, phonemes } = parseTags(pieces.join(''))
      for (const { at } of breaks) assert.ok(at >= 0 && at <= written.length)
      for (const { start, end } of phonemes) assert.ok(start >= 0 && start < end && end <= written.length)
    }),
  )
  fc.assert(
    fc.property(anyText(), (text) => {
      assert.equal(parseTags(text.replaceAll('<', '')).written, text.replaceAll('<', ''))
    }),
  )
})
