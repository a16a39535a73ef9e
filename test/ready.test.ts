import { test } from 'node:test'
import { openTestStudio } from './studio.ts'
import { until } from './until.ts'

test('a studio is ready when a worker answers, though alive before', async () => {
  await using studio = await openTestStudio({ isWorking: false, mayLog: /No worker has been heard of/ })
  await studio.api.get('/health')
  await studio.api.get('/ready', 503)
  await using working = await openTestStudio({ mayLog: /No worker has been heard of/ })
  await until('a worker has told what it has', async () => {
    return (await working.api.fetch('/ready', { method: 'GET' })).status === 200
  })
})
