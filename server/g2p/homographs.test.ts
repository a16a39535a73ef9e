import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { english } from './english.test-kit.ts'

const sentences = readFileSync(join(import.meta.dirname, 'homographs.tsv'), 'utf8')
  .trimEnd()
  .split('\n')
  .filter((line) => !line.startsWith('#'))
  .map((line) => line.split('\t') as [string, string])

/** Which are still said wrongly; to be taken out as soon as they are right. */
const knownFaults = ['The shops *close* at six.', 'The critics *combine* praise and blame.']

test('words that are written alike sound as their sentence has them', () => {
  const faults = sentences.filter(([sentence, sound]) => soundOf(sentence) !== sound)
  assert.ok(sentences.length >= 200)
  assert.deepEqual(
    faults.map(([sentence]) => sentence),
    knownFaults,
  )
})

/** How the word between asterisks sounds, without stress. */
function soundOf(sentence: string): string {
  const at = sentence.indexOf('*')
  const { words } = english('us').pronounce(sentence.replaceAll('*', ''))
  return words.find(({ start, end }) => start <= at && at < end)!.phonemes.replace(/[ˈˌː]/g, '')
}
