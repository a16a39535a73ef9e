import type { CaptionedSpeech } from '#contract/openai-speech.ts'
import { listHeardWords } from '#server/editing/block-times.ts'
import type { SpeechPiece } from '#server/speaking/speech-pieces.ts'
import { toBase64 } from './present-speech.ts'

type Word = CaptionedSpeech['timestamps'][number]

/** A speech on its way out, as Kokoro-FastAPI gives it. */
interface Captioned {
  sound: AsyncIterable<Uint8Array>
  /** Its media type. */
  audioFormat: string
  /** The words that were begun before the sound that was last given; all of them behind its end. */
  takeWords(): Word[]
}

/** Notes the words of a speech while its pieces go by. What may still grow is kept back until the end. */
export function collectWords(pieces: AsyncIterable<SpeechPiece>, delaySeconds: number) {
  let untold = { characters: '', startSeconds: [] as number[], endSeconds: [] as number[] }
  let isOver = false

  async function* noting(): AsyncGenerator<SpeechPiece> {
    for await (const piece of pieces) {
      const { characters = [], startSeconds = [], endSeconds = [] } = piece.times?.written ?? {}
      untold.characters += characters.join('')
      untold.startSeconds.push(...startSeconds)
      untold.endSeconds.push(...endSeconds)
      yield piece
    }
    isOver = true
  }

  function takeWords(): Word[] {
    const heard = listHeardWords(untold.characters, untold)
    const told = isOver ? heard : heard.slice(0, -1)
    const from = heard[told.length]?.from ?? 0
    if (told.length > 0) untold = dropBefore(untold, from)
    return told.map(({ text, start, end }) => ({
      word: text,
      start_time: start + delaySeconds,
      end_time: end + delaySeconds,
    }))
  }

  return { pieces: noting(), takeWords }
}

function dropBefore<Times extends { characters: string; startSeconds: number[]; endSeconds: number[] }>(
  { characters, startSeconds, endSeconds }: Times,
  from: number,
) {
  return {
    characters: [...characters].slice(from).join(''),
    startSeconds: startSeconds.slice(from),
    endSeconds: endSeconds.slice(from),
  }
}

/** One JSON object, written while the sound is encoded; the words of each piece are written down with it, for there may be thousands. */
export async function* writeCaptioned({ sound, audioFormat, takeWords }: Captioned): AsyncGenerator<Uint8Array> {
  const written: string[] = []
  const note = () => {
    for (const word of takeWords()) written.push(JSON.stringify(word))
  }
  async function* noting() {
    for await (const piece of sound) {
      note()
      yield piece
    }
  }
  yield Buffer.from('{"audio":"')
  for await (const text of toBase64(noting())) yield Buffer.from(text)
  note()
  yield Buffer.from(`","audio_format":"${audioFormat}","timestamps":[${written.join(',')}]}`)
}

/** One JSON object a line, with a piece of the sound and the words that are surely over. */
export async function* toCaptionedLines({ sound, audioFormat, takeWords }: Captioned): AsyncGenerator<Uint8Array> {
  const write = (audio: Uint8Array, timestamps: Word[]) => {
    const line: CaptionedSpeech = {
      audio: Buffer.from(audio).toString('base64'),
      audio_format: audioFormat,
      timestamps,
    }
    return Buffer.from(`${JSON.stringify(line)}\n`)
  }
  for await (const piece of sound) yield write(piece, takeWords())
  const rest = takeWords()
  if (rest.length > 0) yield write(new Uint8Array(0), rest)
}
