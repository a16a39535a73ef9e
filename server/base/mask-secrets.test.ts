import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mask, maskSecrets } from './mask-secrets.ts'
import { threadSeconds } from './thread-time.test-kit.ts'

test('what stands before the host of a URL is not shown, but for a user name beside a password', () => {
  for (const [written, shown] of [
    ['postgres://ann:sesame@db.example/lectern', `postgres://ann:${mask}@db.example/lectern`],
    ['https://sesame@mirror.example/packs', `https://${mask}@mirror.example/packs`],
    ['https://ann:@mirror.example/', `https://ann:${mask}@mirror.example/`],
    ['https://ann:se@same@mirror.example/x', `https://ann:${mask}@mirror.example/x`],
    ['postgres://ann:ses/ame@db.example/lectern', `postgres://ann:${mask}@db.example/lectern`],
    ['postgres://ann:12/ses?a#me@db.example/lectern', `postgres://ann:${mask}@db.example/lectern`],
    ['https://ann:ses/ame@mirror.example/x', `https://ann:${mask}@mirror.example/x`],
    ['git+ssh://sesame@host/x', `git+ssh://${mask}@host/x`],
  ] as const)
    assert.equal(maskSecrets(`It failed: ${written}.`), `It failed: ${shown}.`)
})

test('what a parameter holds that lets somebody in is not shown', () => {
  for (const name of [
    'token',
    'api_key',
    'X-Amz-Signature',
    'X-Amz-Credential',
    'sig',
    'password',
    'access_token',
    'auth',
  ])
    assert.equal(
      maskSecrets(`https://a.example/b?page=1&${name}=se-same&z=2`),
      `https://a.example/b?page=1&${name}=${mask}&z=2`,
    )
  assert.equal(maskSecrets('https://a.example/#access_token=sesame'), `https://a.example/#access_token=${mask}`)
})

test('other URLs stay as they are', () => {
  for (const url of [
    'https://blog.example/@ann/post?page=2',
    'https://blog.example:8080/@ann/post',
    'http://[::1]:8080/a?b=c@d',
    'write to ann@example.com at 12:30',
    'postgres://db.example/lectern?sslmode=require',
  ])
    assert.equal(maskSecrets(url), url)
})

test('proof: whatever strangers have written into a line, it is masked as fast as it is long', async () => {
  const hostile = ['a.', ';key', '?key', '?token=', 'a://b:x', 'postgres://', '@a://b', 'a://@', '&', 'a:', '://', 'a@']
  for (const piece of hostile) {
    const text = piece.repeat(200_000)
    const lines = [text, `${text}@`, `@${text}`, `http://${text}`, `?${text}`]
    assert.ok((await threadSeconds(() => lines.map(maskSecrets))) < 5, piece)
  }
})
