import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { splitSounds } from '../alphabets/symbols.ts'
import { openLetterModel } from './letter-model.ts'
import { openSpread } from './spread.ts'

const spread = openSpread(openLetterModel(join(import.meta.dirname, '../../../data/g2p/us.lts')))

test('each sound has the letters that stand for it, silent ones go to the sound before', () => {
  assert.equal(shownOf('phone', 'fˈOn'), 'f:ph ˈO:o n:ne')
  assert.equal(shownOf('thought', 'θˈɔt'), 'θ:th ˈɔ:ough t:t')
  assert.equal(shownOf('knight', 'nˈIt'), 'n:kn ˈI:igh t:t')
  assert.equal(shownOf('extra', 'ˈɛkstɹə'), 'ˈɛ:e k:x s:x t:t ɹ:r ə:a')
})

test('sounds that no letter stands for share their neighbours letter, and so do far too many', () => {
  assert.equal(shownOf('B', 'bˈi'), 'b:B ˈi:B')
  const long = spread('x'.repeat(300), 'ˈɛks'.repeat(300))
  assert.equal(long.starts.length, 1200)
  assert.equal(long.ends.at(-1), 300)
})

function shownOf(letters: string, phonemes: string): string {
  const { starts, ends } = spread(letters, phonemes)
  let at = 0
  const shown = splitSounds(phonemes).map((sound) => {
    const letter = letters.slice(starts[at], ends[at])
    at += sound.length
    return `${sound}:${letter}`
  })
  return shown.join(' ')
}
