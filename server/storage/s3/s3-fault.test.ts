import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '#server/base/config.ts'
import { openFiles } from '../open-files.ts'
import { openFakeS3, refuse } from './fake-s3.test-kit.ts'

test('a store that is overloaded says nothing of a file, also where it is only asked whether that is there', async () => {
  await using s3 = await openFakeS3()
  using files = await openFiles(readConfig(s3.environment))
  await files.put('takes/one', Buffer.from('1'))
  s3.misbehave = ({ url }, response) => {
    const isBad = /takes/.test(url!)
    if (isBad) refuse(response, 503, 'SlowDown')
    return isBad
  }
  await assert.rejects(files.head('takes/one'), { code: 'storage_unavailable' })
  await assert.rejects(files.read('takes/one'), { code: 'storage_unavailable' })
})
