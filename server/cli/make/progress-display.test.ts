import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openProgressDisplay } from './progress-display.ts'
import type { SpeakingProgress } from './speaking-progress.ts'

test('on a terminal there is one line with a bar, the chapter, the sound so far and the time left', () => {
  const { display, written, clock } = open({ isTTY: true })
  display.startSpeaking(progress(0))
  clock.now += 10_000
  display.showSpeaking(progress(0.25))
  assert.equal(
    written.join('').split('\r\x1b[K').at(-1),
    '[###.........]  25 %  chapter 2 of 4  1 min 30 s spoken  30 s left',
  )
  display.endSpeaking(progress(1))
  assert.equal(written.at(-1), '\r\x1b[KSpoke 100 utterances.\n')
})

test('a line is never wider than the terminal', () => {
  const { display, written } = open({ isTTY: true, columns: 20 })
  display.startSpeaking(progress(0))
  display.showSpeaking(progress(0.5))
  assert.equal(written.at(-1)!.replace('\r\x1b[K', '').length, 19)
})

test('elsewhere there is a line for each chapter, and one every five seconds', () => {
  const { display, written, clock } = open({})
  display.startSpeaking(progress(0))
  const seconds = Array.from({ length: 60 }, (_, second) => second)
  for (const second of seconds) {
    clock.now = second * 1000
    display.showSpeaking(progress(second / 60))
  }
  const lines = written.slice(1)
  assert.equal(lines.filter((line) => /chapter 1 of 4/.test(line)).length, 2) // at 5 and 10 s
  for (const chapter of [2, 3, 4])
    assert.equal(lines.filter((line) => line.includes(`chapter ${chapter} of 4`)).length, 3)
  assert.ok(lines.every((line) => line.endsWith('\n') && !line.includes('\r')))
})

test('when all is spoken already it says so, and does not claim to have spoken', () => {
  const { display, written } = open({})
  display.startSpeaking(progress(1))
  display.endSpeaking(progress(1))
  assert.deepEqual(written, ['Nothing new to speak.\n'])
})

test('the same sentence is not repeated', () => {
  const { display, written } = open({})
  display.say('Reading the document …')
  display.say('Reading the document …')
  assert.deepEqual(written, ['Reading the document …\n'])
})

function open(terminal: { isTTY?: boolean; columns?: number }) {
  const written: string[] = []
  const clock = { now: 0 }
  const output = { ...terminal, write: (text: string) => written.push(text) }
  return { display: openProgressDisplay(output, () => clock.now), written, clock }
}

/** Of a book of four chapters, 100 takes and six minutes. */
function progress(share: number): SpeakingProgress {
  return {
    chapters: 4,
    chaptersSpoken: Math.floor(share * 4),
    takes: 100,
    takesSpoken: Math.floor(share * 100),
    characters: 5_000,
    charactersSpoken: share * 5_000,
    secondsSpoken: share * 360,
  }
}
