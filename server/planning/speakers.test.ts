import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq } from 'drizzle-orm'
import { defaultVoiceSettings, type Engine } from '#server/engines/engine.ts'
import { openFliteEngine } from '#server/engines/flite/flite-engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { ensureProjectVoices } from '#server/projects/project-voices.ts'
import { createDictionary } from '#server/pronunciation/dictionary-store.ts'
import { addRules } from '#server/pronunciation/rule-changes.ts'
import type { NewRule } from '#server/pronunciation/rules.ts'
import { projectVoices } from '#server/storage/schema.ts'
import { openVoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { createTestProject, openTestNeeds, paragraph } from '#test/projects.ts'
import { planningFingerprints, readSpeakers } from './speakers.ts'

let needs: Awaited<ReturnType<typeof openTestNeeds>>
before(async () => void (needs = await openTestNeeds()))
after(() => needs[Symbol.asyncDispose]())

const alias = (stringToReplace: string, said: string): NewRule => ({ type: 'alias', stringToReplace, alias: said })

test('a speaker is a voice of an engine with the settings of the project', async () => {
  const { project } = await createTestProject(needs, [paragraph('One.', 'flite-rms')], {
    defaultParagraphVoiceId: 'flite-rms',
    voiceSettings: [{ voiceId: 'flite-rms', speed: 1.5 }],
  })
  const speakers = await readSpeakers(needs, project)
  const { engine, ...speaker } = speakers.get(project.defaultParagraphVoiceRefId)
  assert.equal(engine.id, 'flite')
  assert.deepEqual(speaker, {
    ...{ voice: 'rms', language: 'en', settings: { ...defaultVoiceSettings, speed: 1.5 } },
    reading: { language: 'en', accent: 'us', mayBe: ['en'] },
  })
  assert.equal(speakers.rules, undefined)
})

test('a voice speaks the language of the project if its engine does, else its own', async () => {
  const german = await openVoiceCatalogue([{ ...openToneEngine(), languages: ['en', 'de'] }], {
    defaultEngineId: 'tone',
  })
  for (const [language, voices, spoken] of [
    ['de', german, 'de'],
    ['fr', german, 'en'],
    ['de', needs.voices, 'en'],
  ] as const) {
    const { project } = await createTestProject(needs, [], { language })
    const speakers = await readSpeakers({ ...needs, voices }, project)
    assert.equal(speakers.get(project.defaultParagraphVoiceRefId).language, spoken)
  }
})

test('a voice that went with its engine is an error that names it, as soon as it is to speak', async () => {
  const { project } = await createTestProject(needs, [], { defaultParagraphVoiceId: 'flite-slt' })
  const voices = await openVoiceCatalogue([openToneEngine()], { defaultEngineId: 'tone' })
  const speakers = await readSpeakers({ ...needs, voices }, project)
  const speak = () => speakers.get(project.defaultParagraphVoiceRefId)
  assert.throws(speak, { code: 'voice_not_found', message: /flite-slt/ })
})

test('the fingerprint stays as long as nothing changes that plans depend on', async () => {
  const { project } = await createTestProject(needs, [paragraph('One.')])
  const fingerprint = await planningFingerprint(needs, project)
  assert.equal(await planningFingerprint(needs, { ...project, title: 'New', volumeNormalization: true }), fingerprint)
  await needs.db.update(projectVoices).set({ speed: 2, alias: 'New' }).where(eq(projectVoices.projectId, project.id))
  assert.equal(await planningFingerprint(needs, project), fingerprint, 'the tone engine honours no speed')
})

test('the fingerprint changes with a setting that the engine honours, with a voice, an engine and the language', async () => {
  const { project } = await createTestProject(needs, [], { defaultParagraphVoiceId: 'flite-slt' })
  const fingerprints = [await planningFingerprint(needs, project)]
  await needs.db.update(projectVoices).set({ speed: 2 }).where(eq(projectVoices.projectId, project.id))
  fingerprints.push(await planningFingerprint(needs, project))
  await ensureProjectVoices(needs, project.id, ['tone-b'])
  fingerprints.push(await planningFingerprint(needs, project))
  const flite = openFliteEngine({ threads: 1 })
  const changes: Partial<Engine>[] = [{ version: flite.version + 1 }, { alphabets: [] }, { languages: ['en', 'de'] }]
  for (const change of changes) {
    const voices = await openVoiceCatalogue([{ ...flite, ...change }, openToneEngine()], { defaultEngineId: 'flite' })
    fingerprints.push(await planningFingerprint({ ...needs, voices }, { ...project, language: 'de' }))
  }
  assert.equal(new Set(fingerprints).size, 6)
})

test('a further voice leaves the fingerprint of those before it, a change of one of them does not', async () => {
  const { project } = await createTestProject(needs, [], { defaultParagraphVoiceId: 'flite-slt' })
  const before = await planningFingerprint(needs, project)
  await ensureProjectVoices(needs, project.id, ['tone-b'])
  const [ofFirst, ofBoth] = await planningFingerprints(needs, project)
  assert.deepEqual([ofFirst, ofBoth === before], [before, false])
  await needs.db.update(projectVoices).set({ speed: 2 }).where(eq(projectVoices.voiceId, 'flite-slt'))
  assert.ok(!(await planningFingerprints(needs, project)).includes(before))
})

test('the fingerprint changes with the limit of an engine, since that decides where texts are cut', async () => {
  const { project } = await createTestProject(needs, [])
  const voices = await openVoiceCatalogue([{ ...openToneEngine(), limits: { characters: 20 } }], {
    defaultEngineId: 'tone',
  })
  assert.notEqual(await planningFingerprint({ ...needs, voices }, project), await planningFingerprint(needs, project))
})

test('the rules are those of the dictionaries one after the other, and changing one changes the fingerprint', async () => {
  const first = await createDictionary(needs.db, { name: 'First' }, [alias('a', 'b')])
  const second = await createDictionary(needs.db, { name: 'Second' }, [alias('a', 'c'), alias('d', 'e')])
  const { project } = await createTestProject(needs, [])
  const inOrder = (...dictionaries: (typeof first)[]) => ({
    ...project,
    pronunciationLocators: dictionaries.map(({ dictionary }) => ({ dictionaryId: dictionary.id, versionId: null })),
  })
  const said = async (of: typeof project) =>
    (await readSpeakers(needs, of)).rules?.rules.map((rule) => rule.type === 'alias' && rule.alias)
  assert.deepEqual(await said(inOrder(first, second)), ['b', 'c', 'e'])
  assert.deepEqual(await said(inOrder(second, first)), ['c', 'e', 'b'])
  const fingerprint = () => planningFingerprint(needs, inOrder(first, second))
  const before = await fingerprint()
  const others = [project, inOrder(first), inOrder(second, first)]
  for (const other of others) assert.notEqual(await planningFingerprint(needs, other), before)
  await addRules(needs.db, second.dictionary.id, [alias('f', 'g')])
  assert.notEqual(await fingerprint(), before)
})

async function planningFingerprint(...asked: Parameters<typeof planningFingerprints>): Promise<string> {
  return (await planningFingerprints(...asked)).at(-1)!
}
