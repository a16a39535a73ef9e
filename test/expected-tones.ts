import assert from 'node:assert/strict'
import { cutTrack } from '#server/audio/cut-track.ts'
import { resample } from '#server/audio/resample.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { defaultPauses, scenePauseSeconds } from '#server/planning/pauses.ts'

// What the tone engine must lead to, worked out from the text alone. It knows the rules, not the server's code: a block is
// said run by run of one voice, cut at its breaks, a pause wherever a sentence ends; each code point lasts 50 ms; the pauses
// are those of pauses.ts, longer where another voice begins.

/** A block as clients write it. */
export interface WrittenBlock {
  sub_type: 'p' | 'h1' | 'h2' | 'h3'
  nodes: { type: 'tts_node'; voice_id: string; text: string }[]
}

/** All positions are samples at 44,100 Hz from the start of the chapter. */
export interface ExpectedCharacter {
  character: string
  start: number
  end: number
  /** Undefined for a character that is only a pause. */
  voice?: 'a' | 'b'
}

export interface ExpectedChapter {
  /** For each block its characters. */
  blocks: ExpectedCharacter[][]
  /** Where sound begins again after silence. */
  onsets: number[]
  sound: Int16Array
}

const sampleRate = 44_100
/** 50 ms. */
const samplesPerCharacter = 2_205

export async function expectChapter(blocks: WrittenBlock[]): Promise<ExpectedChapter> {
  const chapter = new ChapterSound()
  const { sentenceSeconds, speakerSeconds, paragraphSeconds, headingSeconds, chapterSeconds } = defaultPauses
  for (const [index, block] of blocks.entries()) {
    const isLast = index === blocks.length - 1
    const runs = toRuns(block)
    const pauseSeconds = block.sub_type === 'p' ? paragraphSeconds : headingSeconds
    if (runs.some((run) => hasWords(run.text))) {
      for (const [place, run] of runs.entries()) {
        const before = runs[place - 1]
        const follows = /[.!?…]["'”’)]*\s*$/.test(before?.text ?? '') && !/^[\s“‘]*\p{Ll}/u.test(run.text)
        const seconds = before?.voice === run.voice ? sentenceSeconds : speakerSeconds
        await chapter.speak({ ...run, breakSeconds: run.breakSeconds || (follows ? seconds : 0) })
      }
      const next = blocks[index + 1] && toRuns(blocks[index + 1]!)
      const isTurn = next?.some(({ text }) => hasWords(text)) && next[0]!.voice !== lastSpoken(runs).voice
      chapter.pause(isLast ? chapterSeconds : isTurn ? Math.max(pauseSeconds, speakerSeconds) : pauseSeconds)
    } else {
      const text = runs.map((run) => run.text).join('')
      const scene = text.trim() === '' ? pauseSeconds : scenePauseSeconds
      chapter.pauseInsteadOf(text, isLast ? chapterSeconds : scene)
    }
    chapter.endBlock()
  }
  return chapter.finish()
}

/** What follows it has the voice of the last that has words, or breaks and marks of its own that are said with that. */
function lastSpoken(runs: Run[]): Run {
  return runs.findLast(({ text }) => hasWords(text))!
}

/** Says so when a sound is not the takes and pauses that are expected, all of a voice louder or softer by one gain. */
export function assertHeard(heard: Int16Array, { blocks, sound }: ExpectedChapter): void {
  assert.equal(heard.length, sound.length)
  const expected = sound.slice()
  for (const voice of ['a', 'b'] as const) {
    const ranges = blocks.flat().filter((one) => one.voice === voice)
    let [product, square] = [0, 0]
    for (const { start, end } of ranges) {
      for (let at = start; at < end; at++) {
        product += expected[at]! * heard[at]!
        square += expected[at]! ** 2
      }
    }
    const gain = square === 0 ? 1 : product / square
    assert.ok(gain > 0.25 && gain < 4, `voice ${voice} is ${gain} times as loud`)
    for (const { start, end } of ranges) {
      for (let at = start; at < end; at++) expected[at] = Math.round(expected[at]! * gain)
    }
  }
  assert.equal(
    heard.findIndex((sample, index) => Math.abs(sample - expected[index]!) > 1),
    -1,
    'the first sample that is another',
  )
}

/** A stretch of text in one voice, and the silence before it. */
interface Run {
  voice: 'a' | 'b'
  text: string
  breakSeconds: number
}

/**
 * Neighbouring nodes of one voice are one run. What has no words of its own (marks, white space) is said with what stands
 * before it, whatever voice it was given; at the start of a block with what follows, behind any break.
 */
function toRuns({ nodes }: WrittenBlock): Run[] {
  const runs: Run[] = []
  let lastVoiceId = ''
  for (const { voice_id, text } of nodes) {
    const parts = `<break time="0s" />${text}`.matchAll(/<break time="([\d.]+)s" \/>([^<]*)/g)
    for (const [, seconds, part = ''] of parts) {
      const run: Run = { voice: voice_id === 'tone-a' ? 'a' : 'b', text: part, breakSeconds: Number(seconds) }
      const last = runs.at(-1)
      if (last && !hasWords(last.text)) runs[0] = joined(last, run)
      else if (last && run.breakSeconds === 0 && (lastVoiceId === voice_id || !hasWords(part))) last.text += part
      else runs.push(run)
      lastVoiceId = voice_id
    }
  }
  return runs
}

function joined(silent: Run, { voice, text, breakSeconds }: Run): Run {
  return { voice, text: silent.text + text, breakSeconds: silent.breakSeconds + breakSeconds }
}

function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text)
}

class ChapterSound {
  private readonly blocks: ExpectedCharacter[][] = [[]]
  private readonly onsets: number[] = []
  private readonly pieces: { at: number; samples: Int16Array }[] = []
  private readonly tone = openToneEngine()
  private position = 0
  private soundEnd = -1

  async speak({ voice, text, breakSeconds }: Run): Promise<void> {
    this.pause(breakSeconds)
    if (text === '') return
    const utterance = { text, voice, phonemes: [], language: 'en', settings: {} }
    const { track } = await this.tone.speak(utterance, new AbortController().signal)
    let start = 0
    for (const sentence of text.split(/(?<=[.!?…]["'”’)]*\s+)(?=["'“‘(]?\p{Lu})/u)) {
      if (start > 0) this.pause(defaultPauses.sentenceSeconds)
      const end = start + [...sentence].length * (track.sampleRate / 20)
      if (this.position > this.soundEnd) this.onsets.push(this.position)
      this.pieces.push({ at: this.position, samples: resample(cutTrack(track, { start, end }), sampleRate) })
      for (const character of sentence) this.add({ character, voice, length: samplesPerCharacter })
      this.soundEnd = this.position
      start = end
    }
  }

  pause(seconds: number): void {
    this.position += Math.round(seconds * sampleRate)
  }

  /** A text without words: its characters share the pause. */
  pauseInsteadOf(text: string, seconds: number): void {
    const [start, length] = [this.position, Math.round(seconds * sampleRate)]
    const characters = [...text]
    const edge = (index: number) => start + Math.round((length * index) / characters.length)
    for (const [index, character] of characters.entries())
      this.blocks.at(-1)!.push({ character, start: edge(index), end: edge(index + 1) })
    this.position = start + length
  }

  endBlock(): void {
    this.blocks.push([])
  }

  finish(): ExpectedChapter {
    const sound = new Int16Array(this.position)
    for (const { at, samples } of this.pieces) sound.set(samples, at)
    return { blocks: this.blocks.slice(0, -1), onsets: this.onsets, sound }
  }

  private add({ character, voice, length }: { character: string; voice: 'a' | 'b'; length: number }): void {
    const start = this.position
    this.position += length
    this.blocks.at(-1)!.push({ character, voice, start, end: this.position })
  }
}
