import { spawn } from 'node:child_process'
import { buffer, text } from 'node:stream/consumers'

/** The program is not there, or may not be run. */
export class ProgramMissing extends Error {}

/**
 * Runs a program to its end with something on its standard input, and answers its standard output. Aborting kills it.
 * @throws ProgramMissing; Error with what it said on its standard error; the signal's reason when aborted
 */
export async function runProgram(program: string, args: string[], input: string, signal: AbortSignal): Promise<Buffer> {
  signal.throwIfAborted()
  const child = spawn(program, args, { signal, killSignal: 'SIGKILL', windowsHide: true })
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, killedBy) => resolve(code ?? killedBy!))
  })
  child.stdin.on('error', () => {}) // it may end without reading: its exit code tells
  child.stdin.end(input)
  try {
    const [output, said, code] = await Promise.all([buffer(child.stdout), text(child.stderr), ended])
    if (code === 0) return output
    throw new Error(said.trim().slice(0, 200) || `It ended with ${code}.`)
  } catch (thrown) {
    signal.throwIfAborted()
    const { code } = thrown as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EACCES') throw new ProgramMissing(`${program} cannot be run.`, { cause: thrown })
    throw thrown
  }
}
