import { parseWav } from '#server/audio/encoding/wav.ts'
import type { Track } from '#server/audio/track.ts'
import { runWasi } from './wasi-host.ts'

/** One phone of the speech; `pau` is silence. */
export interface Segment {
  phone: string
  startSeconds: number
  endSeconds: number
}

export interface FliteSpeech {
  track: Track
  /** The whole of it in order, with times from the start of the track. */
  segments: Segment[]
}

/** What flite is asked to say. */
export interface FliteRequest {
  /** ASCII, without blank lines. */
  text: string
  /** Lines of flite's lexicon, such as `"tomato" nil : t ax0 m ey1 t ow0`; may be empty. */
  lexicon: string
  voice: string
  /** Features of flite, such as `duration_stretch: 1.2`. */
  features: Record<string, number>
}

/**
 * Has flite speak a text; it cuts it into sentences itself.
 * @throws Error with what flite said
 */
export function speakText(module: WebAssembly.Module, { text, lexicon, voice, features }: FliteRequest): FliteSpeech {
  const settings = Object.entries(features).flatMap(([name, value]) => ['--setf', `${name}=${value.toFixed(4)}`])
  const options = ['-voice', voice, ...settings, '-psdur', '-o', 'out.wav']
  const { stdout, files } = runFlite(module, text, lexicon, options)
  const track = parseWav(files.get('out.wav') ?? new Uint8Array(0))
  const sentences = linesOf(stdout).map(toSegments)
  return { track, segments: joinSentences(sentences, track.samples.length / track.sampleRate) }
}

/**
 * The phones of each token as flite says it when it stands alone, without `pau`. No audio is made, so the smallest voice
 * will do. Flite prints one line for each; should it ever cut a token in two, halves are asked until the token is found.
 */
export function listPhones(module: WebAssembly.Module, tokens: string[], lexicon: string): string[][] {
  if (tokens.length === 0) return []
  const { stdout } = runFlite(module, tokens.join('\n\n'), lexicon, ['-voice', 'kal', '-ps', '-o', 'none'])
  const lines = linesOf(stdout).map((line) => line.split(/\s+/).filter((phone) => phone !== 'pau'))
  if (lines.length === tokens.length) return lines
  if (tokens.length === 1) return [lines.flat()]
  const half = Math.ceil(tokens.length / 2)
  return [...listPhones(module, tokens.slice(0, half), lexicon), ...listPhones(module, tokens.slice(half), lexicon)]
}

function runFlite(module: WebAssembly.Module, text: string, lexicon: string, options: string[]) {
  const files = { 'in.txt': new TextEncoder().encode(`${text}\n`), 'lexicon.txt': new TextEncoder().encode(lexicon) }
  const pronouncing = lexicon ? ['-add_lex', 'lexicon.txt'] : []
  const run = runWasi(module, ['flite', ...options, ...pronouncing, '-f', 'in.txt'], files)
  if (run.exitCode !== 0) throw new Error(`flite ended with exit code ${run.exitCode}: ${run.stderr.trim()}`)
  return run
}

function linesOf(stdout: string): string[] {
  return stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** `hh:0.255 ax:0.304 …`: each phone with the second at which it ends. */
function toSegments(line: string): Segment[] {
  let startSeconds = 0
  return line.split(/\s+/).map((item) => {
    const [phone = '', end] = item.split(':')
    const segment = { phone, startSeconds, endSeconds: Number(end) }
    startSeconds = segment.endSeconds
    return segment
  })
}

/**
 * Puts sentences, each timed from its own start, behind each other. The audio is a little shorter than flite tells (3 ms
 * a sentence, 116 ± 3 ms with kal16): what is missing is the end of the silence that closes each sentence, as measured
 * against where the silences are in the sound.
 */
function joinSentences(sentences: Segment[][], durationSeconds: number): Segment[] {
  const told = sentences.reduce((sum, segments) => sum + segments.at(-1)!.endSeconds, 0)
  const missingSeconds = (told - durationSeconds) / sentences.length
  let base = 0
  return sentences.flatMap((segments) => {
    const joined = segments.map(({ phone, startSeconds, endSeconds }) => ({
      phone,
      startSeconds: base + startSeconds,
      endSeconds: base + endSeconds,
    }))
    const last = joined.at(-1)!
    base = last.endSeconds = Math.max(last.startSeconds, last.endSeconds - missingSeconds)
    return joined
  })
}
