import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Engine } from '#server/engines/engine.ts'
import { openFliteEngine } from '#server/engines/flite/flite-engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { openVoiceCatalogue } from './voice-catalogue.ts'
import { readVoiceMap } from './voice-map.ts'

const flite = openFliteEngine({ threads: 1 })
const [george, rachel] = ['JBFqnCBsd6RMkjVDRZzb', '21m00Tcm4TlvDq8ikWAM']

test('an id of the hosted service is the nearest voice that is there: its own, a neural one, a built-in one', async () => {
  const draft = await openVoiceCatalogue([flite])
  assert.deepEqual([draft.get(george).spokenBy, draft.get(rachel).spokenBy], ['flite-rms', 'flite-slt'])
  const neural = await openVoiceCatalogue([anEngine('kokoro', ['bm_george', 'af_heart']), flite])
  assert.deepEqual([neural.get(george).spokenBy, neural.get(rachel).spokenBy], ['kokoro-bm_george', 'kokoro-af_heart'])
  const service = await openVoiceCatalogue([anEngine('elevenlabs', [george]), flite])
  assert.equal(service.get(george).spokenBy, `elevenlabs-${george}`)
  assert.deepEqual([draft.get(rachel).id, draft.get(rachel).title], [rachel, 'Rachel'])
  assert.throws(() => draft.get('someoneElses'), { code: 'voice_not_found' })
})

test('what the administrator wrote goes before everything, and is named when it leads nowhere', async () => {
  const map = await readVoiceMap(`${george}=flite-awb, narrator = flite-slt, flite-kal16=flite-rms, lost=flite-nobody`)
  const voices = await openVoiceCatalogue([flite], { map })
  const ids = [george, 'narrator', 'flite-kal16'].map((id) => voices.get(id!).spokenBy)
  assert.deepEqual(ids, ['flite-awb', 'flite-slt', 'flite-rms'])
  assert.throws(() => voices.get('lost'), { code: 'voice_not_found', message: /"flite-nobody".*"lost"/ })
})

test('what `*` means is said for all ids that nothing else is known of, and may itself be a premade voice', async () => {
  const map = await readVoiceMap(`*=${rachel},narrator=${george}`)
  const voices = await openVoiceCatalogue([flite], { map })
  const heard = (id: string) => voices.find(id)?.spokenBy
  assert.deepEqual(
    ['anyone', 'narrator', george].map((id) => heard(id!)),
    ['flite-slt', 'flite-rms', 'flite-rms'],
  )
  assert.equal(voices.find('flite-gone'), undefined)
  assert.ok(voices.listWithOtherIds().some(({ id }) => id === 'narrator'))
  assert.ok(!voices.listWithOtherIds().some(({ id }) => id === '*' || id === 'anyone'))
})

test('a map may stand in a JSON file; what is neither a map nor such a file is refused at start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-'))
  const path = join(folder, 'voices.json')
  try {
    await writeFile(path, JSON.stringify({ narrator: 'flite-slt' }))
    assert.equal((await readVoiceMap(path)).configured('narrator'), 'flite-slt')
    await writeFile(path, '["narrator"]')
    for (const wrong of [path, join(folder, 'none.json'), 'narrator=', 'a=b=c', '=flite-slt'])
      await assert.rejects(readVoiceMap(wrong), { code: 'invalid_configuration', message: /LECTERN_VOICE_MAP/ })
  } finally {
    await rm(folder, { recursive: true })
  }
})

function anEngine(id: string, names: string[]): Engine {
  const tone = openToneEngine()
  const voices = async () => {
    const [voice] = await tone.voices()
    return names.map((name) => ({ ...voice!, name }))
  }
  return { ...tone, id, hidden: false, voices }
}
