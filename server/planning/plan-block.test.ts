import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { BlockId, ProjectVoiceId } from '#server/base/ids.ts'
import { defaultVoiceSettings } from '#server/engines/engine.ts'
import { openFliteEngine } from '#server/engines/flite/flite-engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { compileRules } from '#server/pronunciation/compile-rules.ts'
import { checkRules, type NewRule } from '#server/pronunciation/rules.ts'
import { isSpeakable } from '#server/text/speakable.ts'
import { sentencePauseSeconds } from './pauses.ts'
import { type BlockPlan, planBlock, planBlockInSteps } from './plan-block.ts'
import type { Speaker, Speakers } from './speakers.ts'

test('a sentence in one voice is one utterance, however many nodes it is written in', () => {
  const plan = planNodes([node('It was '), node('dark.')])
  assert.deepEqual(texts(plan), ['It was dark.'])
  assert.equal(plan.utterances[0]!.takeKey, planText('It was dark.').utterances[0]!.takeKey)
})

test('another voice begins another utterance', () => {
  const plan = planNodes([node('She said: '), node('Go!', 'b'), node(' And he went.')])
  assert.deepEqual(texts(plan), ['She said: ', 'Go!', ' And he went.'])
  assert.deepEqual(
    plan.utterances.map((one) => [one.voiceRefId, one.utterance.voice]),
    [
      ['a', 'a'],
      ['b', 'b'],
      ['a', 'a'],
    ],
  )
})

test('marks with nothing to say go to the words before them, at the beginning to the words behind them', () => {
  assert.deepEqual(texts(planNodes([node('Go'), node('…', 'b'), node('now')])), ['Go…', 'now'])
  assert.deepEqual(texts(planNodes([node('— ', 'b'), node('Go')])), ['— Go'])
})

test('a block with nothing to say has no utterances, and keeps its text and its breaks', () => {
  const plan = planText('* * *<break time="2s" />')
  assert.deepEqual([plan.utterances, plan.written, plan.leadingBreakSeconds], [[], '* * *', 2])
})

test('a break is silence behind the words before it, or before the first word', () => {
  const plan = planText('<break time="0.5s" />One.<break time="1s" /> Two.<break time="2s" /><break time="3s" />')
  assert.deepEqual(texts(plan), ['One.', ' Two.'])
  assert.equal(plan.leadingBreakSeconds, 0.5)
  assert.deepEqual(breaksOf(plan), [1, 5])
})

test('a break behind words that the rules take away is not lost', () => {
  const rules = [alias('gone', '')]
  const behind = planText('One.<break time="1s" />gone<break time="2s" />Two.', rules)
  assert.deepEqual(
    [texts(behind), breaksOf(behind)],
    [
      ['One.', 'Two.'],
      [3, 0],
    ],
  )
  const first = planText('gone<break time="2s" />Two.', rules)
  assert.deepEqual([texts(first), first.leadingBreakSeconds], [['Two.'], 2])
})

test('whatever is written, all its words are said once, in order and within the limit, with all its breaks', () => {
  fc.assert(
    fc.property(anyNodes, fc.boolean(), (nodes, hasRules) => {
      const rules = hasRules ? [alias('a', 'longer than it was'), alias('b', '')] : []
      const plan = planNodes(nodes, rules, 24)
      let end = 0
      for (const one of plan.utterances) {
        assert.ok(one.start >= end && one.end > one.start, 'in order and apart')
        assert.ok(hasRules || !isSpeakable(plan.written.slice(end, one.start)), 'nothing is left out')
        assert.ok(one.utterance.text.trim().length <= 24, 'within the limit')
        assert.ok(isSpeakable(one.utterance.text), 'with something to say')
        if (!one.map) assert.equal(one.utterance.text, plan.written.slice(one.start, one.end))
        end = one.end
      }
      assert.ok(hasRules || !isSpeakable(plan.written.slice(end)), 'nothing is left out at the end')
      const silence = plan.leadingBreakSeconds + breaksOf(plan).reduce((sum, seconds) => sum + Math.floor(seconds), 0)
      assert.equal(silence, nodes.flatMap((one) => one.text.match(/<break/g) ?? []).length)
    }),
    { numRuns: 300 },
  )
})

test('where a sentence ends between two utterances there is a pause, unless the writer asked for another', () => {
  const plan = planText('“It was dark.” Rain fell, and it fell. <break time="1s" />The end.', [], 16)
  assert.deepEqual(texts(plan), ['“It was dark.” ', 'Rain fell, ', 'and it fell. ', 'The end.'])
  assert.deepEqual(breaksOf(plan), [sentencePauseSeconds, 0, 1, 0])
})

test('an engine that fits its melody to what stands around is told that, and keeps its takes when it changes', () => {
  const engine = { ...openToneEngine(), usesContext: true, usesSeed: true }
  const plan = (text: string, seed?: number) =>
    planBlock(
      { id: 'block' as BlockId, subType: 'p', nodes: [node(text)] },
      {
        get: () => ({ engine, voice: 'a', language: 'en', settings: defaultVoiceSettings, seed }),
        around: { before: 'Before. ', after: ' After.' },
        bySentence: true,
      },
    ).utterances
  const [first, second] = plan('It was dark. Rain fell.')
  assert.deepEqual(first!.utterance.context, { before: 'Before. ', after: 'Rain fell. After.' })
  assert.deepEqual(second!.utterance.context, { before: 'Before. It was dark. ', after: ' After.' })
  assert.equal(plan('It was dark. Snow fell.')[0]!.takeKey, first!.takeKey)
  assert.notEqual(plan('It was dark. Rain fell.', 7)[0]!.takeKey, first!.takeKey)
})

test('a rule changes the takes of the utterances that it touches, and no others', () => {
  const text = 'Hello world. <break time="1s" />Good day, Peter. <break time="1s" />Good night.'
  const keys = planText(text).utterances.map((one) => one.takeKey)
  const plan = planText(text, [alias('Peter', 'Petra')])
  assert.deepEqual(texts(plan), ['Hello world. ', 'Good day, Petra. ', 'Good night.'])
  assert.deepEqual(
    plan.utterances.map((one, index) => one.takeKey === keys[index]),
    [true, false, true],
  )
  assert.deepEqual(
    plan.utterances.map((one) => one.map === null),
    [true, false, true],
  )
})

test('what a rule makes longer than the engine takes is said in several utterances, whole', () => {
  const plan = planText('www one www two www three www four', [alias('www', 'world wide web')], 40)
  assert.equal(texts(plan).join(''), 'world wide web one world wide web two world wide web three world wide web four')
  assert.ok(texts(plan).every((text) => text.trim().length <= 40))
  assert.equal(plan.utterances.at(-1)!.end, plan.written.length)
})

test('white space around a text does not keep it from being cut', () => {
  const plan = planText('a…a    ', [alias('a', 'longer than it was')], 24)
  assert.deepEqual(texts(plan), ['longer than it was…', 'longer than it was    '])
})

test('a text that the rules empty is not said, and one that they fill is', () => {
  assert.deepEqual(planText('Footnote', [alias('Footnote', '')]).utterances, [])
  assert.deepEqual(texts(planText('one', [alias('one', 'eins')])), ['eins'])
})

test('phonemes reach only an engine that understands their alphabet, and are part of the take only then', () => {
  const rules: NewRule[] = [{ type: 'phoneme', stringToReplace: 'tomato', phoneme: 'təˈmɑːtoʊ', alphabet: 'ipa' }]
  const text = 'A tomato, please.'
  const flite = planNodes([node(text, 'flite')], rules)
  assert.deepEqual(flite.utterances[0]!.utterance.phonemes, [
    { start: 2, end: 8, alphabet: 'ipa', phonemes: 'təˈmɑːtoʊ' },
  ])
  assert.notEqual(flite.utterances[0]!.takeKey, planNodes([node(text, 'flite')]).utterances[0]!.takeKey)
  assert.equal(planText(text, rules).utterances[0]!.takeKey, planText(text).utterances[0]!.takeKey)
})

test('no rule touches a word whose sounds the writer gave, and the given sounds follow the word', () => {
  const rules = [alias('read', 'reed'), alias('I', 'We all'), alias('was red', 'turned green')]
  const text = 'I <phoneme alphabet="cmu-arpabet" ph="R EH1 D">read</phoneme> what I read.'
  const { utterance } = planNodes([node(text, 'flite')], rules).utterances[0]!
  assert.equal(utterance.text, 'We all read what We all reed.')
  assert.deepEqual(utterance.phonemes, [{ start: 7, end: 11, alphabet: 'cmu-arpabet', phonemes: 'R EH1 D' }])
})

test('sounds that the writer gave come with the utterance that says their word', () => {
  const text = 'One.<break /> <phoneme alphabet="ipa" ph="tuː">Two</phoneme>.'
  const phonemes = planNodes([node(text, 'flite')]).utterances.map((one) => one.utterance.phonemes)
  assert.deepEqual(phonemes, [[], [{ start: 1, end: 4, alphabet: 'ipa', phonemes: 'tuː' }]])
})

test('a break that was too long is told as a warning', () => {
  assert.deepEqual(
    planText('One.<break time="9s" /> Two.').warnings.map((one) => one.code),
    ['break_shortened'],
  )
})

test('rules make a block only so much longer, and what they leave is said as it is written, with a warning', () => {
  const grow = { ...alias('a', 'b '.repeat(249)), wordBoundaries: false }
  for (const written of ['a'.repeat(20_000), 'a '.repeat(500)]) {
    const { utterances, warnings } = planText(written, [grow])
    const spoken = utterances.map((one) => one.utterance.text).join('')
    assert.ok(spoken.length <= 4 * written.length + 5_000, `${spoken.length} of ${written.length}`)
    assert.ok(spoken.length > 3 * written.length)
    assert.equal(
      utterances.map((one) => one.end - one.start).reduce((sum, length) => sum + length),
      written.length,
    )
    assert.deepEqual(
      warnings.map((warning) => warning.code),
      ['rules_ignored'],
    )
  }
  assert.deepEqual(planText('a '.repeat(10), [grow]).warnings, [])
})

test('a block is planned in steps, of which there are as many as utterances, and a few for the whole text', () => {
  const speakers = toSpeakers([], 1_000)
  const steps = planBlockInSteps(
    { id: 'block' as BlockId, subType: 'p', nodes: [node('All is well. '.repeat(1_000))] },
    speakers,
  )
  const ofWhole = 8
  assert.equal([...steps].length, planText('All is well. '.repeat(1_000)).utterances.length + ofWhole)
})

const anyText = fc
  .array(fc.constantFrom('a', 'b', 'c', ' ', '. ', '…', '***', '😀', 'word', 'One. ', '<break time="1s" />', '<'), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''))
const anyNodes = fc.array(
  fc.tuple(anyText, fc.constantFrom('a' as const, 'b' as const)).map(([text, ref]) => node(text, ref)),
  { maxLength: 4 },
)

const tone = openToneEngine()
const flite = openFliteEngine({ threads: 1 })

function toSpeakers(rules: NewRule[], limit: number): Speakers {
  const engine = { ...tone, limits: { characters: limit } }
  const common = { language: 'en', settings: defaultVoiceSettings }
  const speakers: Record<string, Speaker> = {
    a: { ...common, engine, voice: 'a' },
    b: { ...common, engine, voice: 'b' },
    flite: { ...common, engine: flite, voice: 'slt' },
  }
  const compiled = rules.length > 0 ? compileRules(checkRules(rules)) : undefined
  return { get: (ref) => speakers[ref]!, rules: compiled }
}

function planNodes(nodes: ReturnType<typeof node>[], rules: NewRule[] = [], limit = 1000): BlockPlan {
  return planBlock({ id: 'block' as BlockId, subType: 'p', nodes }, toSpeakers(rules, limit))
}

function planText(text: string, rules: NewRule[] = [], limit = 1000): BlockPlan {
  return planNodes([node(text)], rules, limit)
}

function node(text: string, ref: 'a' | 'b' | 'flite' = 'a') {
  return { voiceRefId: ref as string as ProjectVoiceId, text }
}

function alias(stringToReplace: string, said: string): NewRule {
  return { type: 'alias', stringToReplace, alias: said }
}

function texts(plan: BlockPlan): string[] {
  return plan.utterances.map((one) => one.utterance.text)
}

function breaksOf(plan: BlockPlan): number[] {
  return plan.utterances.map((one) => one.breakSeconds)
}
