import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { gatherPieces } from './gather-pieces.ts'
import { openTestServer } from './server.test-kit.ts'

test('a body in chunks of a byte is passed on in few pieces, each byte of it in order', async () => {
  const letters = Array.from({ length: 100_000 }, (_, index) => String.fromCharCode(97 + (index % 26)))
  const { seen, isRefused } = await sendInChunks(letters)
  assert.equal(seen.join(''), letters.join(''))
  assert.ok(seen.length < 1_000, String(seen.length))
  assert.equal(isRefused, false)
})

test('small and large pieces keep their order', async () => {
  const chunks = ['a', 'b'.repeat(5_000), 'c', 'd', 'e'.repeat(40_000), 'f'.repeat(1_023), 'g'.repeat(1_024), 'h']
  const { seen } = await sendInChunks(chunks)
  assert.equal(seen.join(''), chunks.join(''))
})

test('a body in more small pieces than any program sends is refused', async () => {
  const { isRefused } = await sendInChunks(Array(300_000).fill('a'))
  assert.equal(isRefused, true)
})

/** @returns the pieces in which a server reads what is sent */
async function sendInChunks(chunks: string[]): Promise<{ seen: string[]; isRefused: boolean }> {
  const seen: string[] = []
  let isRefused = false
  await using server = await openTestServer(async (request, response) => {
    gatherPieces(request, () => {
      isRefused = true
      request.socket.destroy()
    })
    request.on('data', (piece: Buffer) => seen.push(piece.toString()))
    request.on('end', () => response.end())
    request.on('error', () => {})
  })
  const socket = connect(server.port, '127.0.0.1').on('error', () => {})
  const body = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('')
  socket.write(`POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n${body}0\r\n\r\n`)
  await text(socket).catch(() => '')
  return { seen, isRefused }
}
