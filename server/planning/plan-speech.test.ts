import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { assertStandsLess } from '#server/base/thread-time.test-kit.ts'
import { defaultVoiceSettings } from '#server/engines/engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { compileRules } from '#server/pronunciation/compile-rules.ts'
import { checkRules } from '#server/pronunciation/rules.ts'
import { openVoiceCatalogue, type VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { planSpeech, type Turn } from './plan-speech.ts'

let voices: VoiceCatalogue
before(async () => void (voices = await openVoiceCatalogue([openToneEngine()], { defaultEngineId: 'tone' })))

test('turns are said one after the other, each where it stands in the whole text', async () => {
  const { plan, utterances } = await planSpeech([turn('One. '), turn('Two.', 'tone-b'), turn('One. ')], {})
  assert.equal(plan.written, 'One. Two.One. ')
  assert.deepEqual(
    plan.utterances.map(({ start, end, turn, spoken }) => [start, end, turn, spoken]),
    [
      [0, 5, 0, 'One. '],
      [5, 9, 1, 'Two.'],
      [9, 14, 2, 'One. '],
    ],
  )
  assert.deepEqual(
    utterances.map(({ utterance, characters }) => [utterance.text, utterance.voice, characters]),
    [
      ['One. ', 'a', 5],
      ['Two.', 'b', 4],
    ],
    'what is said twice is spoken once',
  )
})

test('proof: a text of nothing but numbers holds nobody up', async () => {
  for (const text of ['1-', '0x', '#1']) {
    await assertStandsLess(45, () => planSpeech([turn(text.repeat(19_500))], {}), text)
  }
})

test('proof: rules of pronunciation hold nobody up, whatever the letters', async () => {
  const alias = { type: 'alias', stringToReplace: 'ab', alias: 'c' } as const
  const rules = compileRules(checkRules([alias, { ...alias, caseSensitive: false }]))
  const texts = {
    marks: `a${'\u0301\u0316'.repeat(19_500)}`,
    signs: Array.from({ length: 39_000 }, (_, index) => String.fromCharCode(0x4e00 + (index % 20_000))).join(''),
  }
  for (const [what, text] of Object.entries(texts)) {
    await assertStandsLess(45, () => planSpeech([turn(text)], { rules }), what)
  }
})

test('proof: nothing but lines and pauses holds nobody up', async () => {
  const breaks = '<break time="0.1s"/>'.repeat(950)
  const texts = {
    lines: `${'\n'.repeat(39_000)}One. Two.`,
    pauses: `${'…'.repeat(20_000)}${breaks}`,
    signs: `$${breaks}`,
  }
  for (const [what, text] of Object.entries(texts)) {
    await assertStandsLess(45, () => planSpeech([turn(text)], {}), what)
  }
})

test('a break before the first word of a turn is one behind the last word before it', async () => {
  const turns = [turn('<break time="0.5s"/>One.<break time="1s"/>'), turn('<break time="2s"/>Two.')]
  const { plan } = await planSpeech(turns, {})
  assert.equal(plan.leadingBreakSeconds, 0.5)
  assert.deepEqual(
    plan.utterances.map((one) => one.breakSeconds),
    [3, 0],
  )
})

test('who waits for the first sound is told a clause of the first sentence first, and the rest as ever', async () => {
  const text = 'It was so dark that night, and so cold at the harbour, that nobody came. Then it rained, all day long.'
  const { plan } = await planSpeech([turn(text)], { startsSoon: true })
  const usual = await planSpeech([turn(text)], {})
  const spoken = plan.utterances.map((one) => one.spoken)
  assert.deepEqual(spoken, [
    'It was so dark that night, ',
    'and so cold at the harbour, that nobody came. ',
    'Then it rained, all day long.',
  ])
  assert.equal(plan.utterances[2]!.takeKey, usual.plan.utterances[1]!.takeKey)
  assert.deepEqual(
    plan.utterances.map((one) => one.breakSeconds > 0),
    [false, true, false],
  )
})

test('a turn with nothing to say leaves only its text and its breaks', async () => {
  const { plan } = await planSpeech([turn('***<break time="1s"/>'), turn('Go.'), turn('…')], {})
  assert.deepEqual([plan.written, plan.leadingBreakSeconds, plan.utterances.length], ['***Go.…', 1, 1])
})

test('rules are applied to each turn, and a language counts where the engine speaks it', async () => {
  const rules = compileRules(checkRules([{ type: 'alias', stringToReplace: 'Dr', alias: 'Doctor' }]))
  const { plan, utterances } = await planSpeech([turn('Dr Who')], { rules, language: 'de' })
  assert.equal(plan.utterances[0]!.spoken, 'Doctor Who')
  assert.ok(plan.utterances[0]!.map)
  assert.equal(utterances[0]!.utterance.language, 'en')
})

function turn(text: string, voiceId = 'tone-a'): Turn {
  return { voice: voices.get(voiceId), settings: defaultVoiceSettings, text }
}
