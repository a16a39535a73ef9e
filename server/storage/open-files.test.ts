import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '#server/base/config.ts'
import { filesAddress, openFiles, openFilesAt } from './open-files.ts'
import { explainS3Fault } from './s3/s3-fault.ts'
import { readS3Address } from './s3/s3-place.ts'

test('files lie below the data folder unless a place is named', () => {
  assert.equal(filesAddress(readConfig({ LECTERN_DATA: '/data' })), '/data/files')
  assert.equal(filesAddress(readConfig({ LECTERN_DATA: '/data', LECTERN_FILES: 's3://books' })), 's3://books')
})

test('an address in S3 is a bucket, perhaps with a prefix of plain names', () => {
  assert.deepEqual(readS3Address('s3://books'), { bucket: 'books', prefix: '' })
  assert.deepEqual(readS3Address('s3://books/'), { bucket: 'books', prefix: '' })
  assert.deepEqual(readS3Address('s3://my.books/a/b_c/'), { bucket: 'my.books', prefix: 'a/b_c/' })
  for (const wrong of ['s3://', 's3:///a', 's3://B', 's3://books//a', 's3://books/../a', 's3://key:secret@books/a'])
    assert.throws(() => readS3Address(wrong), { code: 'invalid_configuration' }, wrong)
})

test('an address of another kind is no folder of that name', async () => {
  for (const wrong of ['ftp://books', 'file:///books', 'S3://books', 'https://minio/books'])
    await assert.rejects(openFilesAt(wrong, readConfig({})), { code: 'invalid_configuration' }, wrong)
})

test('half of a key, and an endpoint that is no address, are told before anything is asked', async () => {
  const half = readConfig({ LECTERN_FILES: 's3://books', LECTERN_S3_ACCESS_KEY: 'an-id' })
  await assert.rejects(openFiles(half), { code: 'invalid_configuration', message: /belong together/ })
  for (const LECTERN_S3_ENDPOINT of ['minio:9000', 'ftp://minio'])
    assert.throws(() => readConfig({ LECTERN_S3_ENDPOINT }), /LECTERN_S3_ENDPOINT/)
})

test('what a server of S3 does not know will not come by waiting, as what it is too busy for does', () => {
  const answered = (httpStatusCode: number) => () =>
    explainS3Fault(
      { bucket: 'books', prefix: '' },
      'file',
    )(Object.assign(new Error('No'), { $metadata: { httpStatusCode } }))
  for (const status of [500, 502, 503, 429]) assert.throws(answered(status), { code: 'storage_unavailable' })
  for (const status of [403, 501, 505]) assert.throws(answered(status), { code: 'storage_failed' })
})
