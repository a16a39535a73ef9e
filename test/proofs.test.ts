import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..')
const measures = /\b(assertStandsLess|longestStand|threadSeconds)\(/

test('what measures how long something computes is a proof: a machine that is busy with other tests tells nothing of it', () => {
  const files = globSync('{contract,samples,server,test,web}/**/*.test.ts', { cwd: root })
  const measuring = files.flatMap((file) => testsOf(file).filter(({ body }) => measures.test(body)))
  assert.ok(measuring.length > 20)
  const stories = measuring.filter(({ name }) => !name.startsWith('proof: '))
  assert.deepEqual(
    stories.map(({ file, name }) => `${file}: ${name}`),
    [],
  )
})

/** Each from its name to the line that closes it. */
function testsOf(file: string): { file: string; name: string; body: string }[] {
  const content = readFileSync(join(root, file), 'utf8')
  const tests = content.matchAll(/^( *)test\(\s*['"`](.*)(?:\n|$)([\s\S]*?)^\1\}\)/gm)
  return Array.from(tests, ([, , name, body]) => ({ file, name: name!, body: body! }))
}
