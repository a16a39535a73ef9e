import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readVoiceTable } from './voices.ts'

const table = `Pty Language       Age/Gender VoiceName          File                 Other Languages
 5  af              --/M      Afrikaans          gmw/af
 5  chr-US-Qaaa-x-west --/M      Cherokee_          iro/chr
 5  cmn             --/M      Chinese_(Mandarin,_latin_as_English) sit/cmn              (zh-cmn 5)(zh 5)
 5  en-029          --/M      English_(Caribbean) gmw/en-029           (en 10)
 2  en-us           --/M      English_(America)  gmw/en-US            (en 3)
 5  nb              --/M      Norwegian_Bokmål  gmq/nb               (no 5)
 5  yue             --/M      Chinese_(Cantonese) sit/yue              (zh-yue 5)(zh 8)
 5  en-us           --/M      Twice              gmw/en-US

this is no voice
`

test('voices are called by their language, English ones first; those without a code of two letters are left out', () => {
  const voices = readVoiceTable(table)
  const told = voices.map(({ name, language, title }) => [name, language, title])
  assert.deepEqual(told, [
    ['en-us', 'en', 'English (America) (espeak-ng)'],
    ['en-029', 'en', 'English (Caribbean) (espeak-ng)'],
    ['af', 'af', 'Afrikaans (espeak-ng)'],
    ['cmn', 'zh', 'Chinese (Mandarin, latin as English) (espeak-ng)'],
    ['nb', 'no', 'Norwegian Bokmål (espeak-ng)'],
  ])
  assert.equal(voices[1]!.labels.accent, 'caribbean')
})

test('a table that is none has no voices', () => {
  assert.deepEqual(readVoiceTable(''), [])
  assert.deepEqual(readVoiceTable('What?\nNo.'), [])
})
