import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text as textOf } from 'node:stream/consumers'
import type { SaidSymbols } from './said-symbols.ts'

/**
 * Text of another language in the symbols that its Piper voices were trained on, by the program espeak-ng (GPL, so only ever
 * a program of its own). It tells no places, so each clause is read by itself, and its words are laid along the written ones.
 * @throws Error when the program is not there or does not know the voice
 */
export async function readWithEspeak(text: string, voice: string): Promise<SaidSymbols> {
  const said: SaidSymbols = { symbols: [], textStarts: [], textEnds: [], warnings: [] }
  for (const clause of splitClauses(text)) {
    const ipa = /[\p{L}\p{N}]/u.test(clause.text) ? await askEspeak(clause.text, voice) : ''
    addClause(said, clause, ipa)
  }
  return said
}

interface Clause {
  text: string
  start: number
  /** The punctuation behind it. */
  marks: string
  end: number
}

function splitClauses(text: string): Clause[] {
  const clauses = text.matchAll(/([^.,;:!?…。！？，、]*)([.,;:!?…。！？，、]*)/gu)
  return [...clauses]
    .filter(([whole]) => whole.trim() !== '')
    .map(({ index, 0: whole, 1: words = '', 2: marks = '' }) => ({
      text: words,
      start: index,
      marks,
      end: index + whole.length,
    }))
}

async function askEspeak(text: string, voice: string): Promise<string> {
  const child = spawn('espeak-ng', ['-q', '--ipa=3', '-v', voice, '--stdin'], { stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.on('error', () => {}) // a program that ends early says why by its exit code
  const [answer, complaint] = [textOf(child.stdout), textOf(child.stderr)]
  child.stdin.end(text)
  const [code] = await once(child, 'close').catch((thrown) => {
    throw new Error(`the program espeak-ng cannot be started (${thrown.message}); install it`)
  })
  if (code !== 0) throw new Error(`espeak-ng ended with code ${code}: ${(await complaint).trim()}`)
  return (await answer).trim()
}

/** What stands between the sounds, by version, and then the marks of a change of language. */
const separators = /_|\u200d|\u0361/gu
const languageMarks = /\([a-z-]+\)/gu

function addClause(said: SaidSymbols, clause: Clause, ipa: string): void {
  const words = ipa.replace(separators, '').replace(languageMarks, '').split(/\s+/).filter(Boolean)
  const written = [...clause.text.matchAll(/\S+/g)].map(({ index, 0: word }) => [index, index + word.length] as const)
  for (const [index, word] of words.entries()) {
    const [start, end] = placeOf(index, words.length, written)
    if (said.symbols.length > 0) push(said, ' ', clause.start + start, clause.start + start)
    for (const symbol of word) push(said, symbol, clause.start + start, clause.start + end)
  }
  const marksStart = clause.end - clause.marks.length
  const [mark] = clause.marks
  if (mark)
    push(
      said,
      { '…': '.', '。': '.', '！': '!', '？': '?', '，': ',', '、': ',' }[mark] ?? mark,
      marksStart,
      clause.end,
    )
}

/** The written word of a spoken one: the same by number, or the one at the same share of the clause when they are not as many. */
function placeOf(index: number, count: number, written: (readonly [number, number])[]): readonly [number, number] {
  return written[Math.floor((index * written.length) / count)] ?? [0, 0]
}

function push(said: SaidSymbols, symbol: string, start: number, end: number): void {
  said.symbols.push(symbol)
  said.textStarts.push(start)
  said.textEnds.push(end)
}
