import assert from 'node:assert/strict'
import { test } from 'node:test'
import { variables } from '#server/base/config.ts'
import { runLectern } from './lectern-process.test-kit.ts'

const secrets = {
  LECTERN_API_KEYS: 'me:sesame:admin',
  DATABASE_URL: 'postgres://reader:sesame@db.example/lectern?sslmode=require&password=sesame',
  DATABASE_SESSION_URL: 'postgres://reader:sesame@direct.example/lectern',
  LECTERN_S3_ENDPOINT: 'https://key:sesame@s3.example',
  LECTERN_S3_SECRET_KEY: 'sesame',
  LECTERN_VOICE_SOURCE: 'https://sesame@mirror.example/packs?token=sesame',
  OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer sesame,tenant=sesame',
  LECTERN_OPENAI_URL: 'https://ann:sesame@speech.example/v1?sig=sesame',
}

test('config shows every variable with its value, its default and its meaning', async () => {
  const { stdout } = await runLectern(['config', '--json'], { PORT: '9090' })
  const settings = JSON.parse(stdout) as { name: string; value: unknown; default: unknown; meaning: string }[]
  assert.deepEqual(
    settings.map(({ name }) => name),
    Object.keys(variables),
  )
  for (const { name, meaning } of settings) assert.notEqual(meaning, '', name)
  const port = settings.find(({ name }) => name === 'PORT')
  assert.deepEqual(port, { name: 'PORT', value: 9090, default: 8080, meaning: port!.meaning })
  const text = await runLectern(['config'], { PORT: '9090' })
  assert.match(text.stdout, /^PORT=9090\n {4}.* \(default: 8080\)$/m)
  assert.match(text.stdout, /^DATABASE_URL=\(unset\)$/m)
})

test('config shows no secret', async () => {
  for (const words of [['config'], ['config', '--json']]) {
    const { stdout } = await runLectern(words, secrets)
    assert.doesNotMatch(stdout, /ses\/?ame/)
    assert.match(stdout, /postgres:\/\/reader:\*+@db\.example\/lectern\?sslmode=require/)
  }
})
