import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { buffer, text } from 'node:stream/consumers'

/**
 * Runs a program to its end, without holding up this process: a studio that lives in it too would let its connections go
 * meanwhile.
 * @throws Error when there is no such program
 */
export async function runProgram(program: string, words: string[], input: Uint8Array = new Uint8Array()) {
  const child = spawn(program, words)
  child.stdin.on('error', () => {}).end(input) // it need not read everything
  const [stdout, stderr, [status]] = await Promise.all([buffer(child.stdout), text(child.stderr), once(child, 'close')])
  return { stdout, stderr, status: status as number | null }
}
