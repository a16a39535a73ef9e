import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { assertStandsLess } from '#server/base/thread-time.test-kit.ts'
import { replaceStretches } from '#server/text/offset-map.ts'
import type { Range } from '#server/text/range.ts'
import { anyText } from '#test/any-text.ts'
import { applyRules, movedRanges } from './apply-rules.ts'
import { compileRules } from './compile-rules.ts'
import { foldString, foldText } from './fold-text.ts'
import type { AliasRule, PhonemeRule, Rule } from './rules.ts'

test('an alias is said instead, and the map leads back to what was written', () => {
  const { text, map, replacements } = apply('I met Siobhan.', [alias('Siobhan', 'Shivawn')])
  assert.equal(text, 'I met Shivawn.')
  assert.deepEqual(replacements, [{ start: 6, end: 13, text: 'Shivawn' }])
  assert.deepEqual(map[1], { sourceStart: 6, sourceEnd: 13, start: 6, end: 13, equal: false })
})

test('phonemes stand over the text to be said, behind what aliases have moved', () => {
  const rules = [alias('Dr.', 'Doctor'), phoneme('Nguyen', 'ŋwiən')]
  const { text, phonemes } = apply('Dr. Nguyen', rules)
  assert.equal(text, 'Doctor Nguyen')
  assert.deepEqual(phonemes, [{ start: 7, end: 13, alphabet: 'ipa', phonemes: 'ŋwiən' }])
})

test('an earlier rule is before a later one, however long that is and wherever it begins', () => {
  assert.equal(say('New York', [alias('York', 'Yark'), alias('New York', 'NYC')]), 'New Yark')
  assert.equal(say('New York', [alias('New York', 'NYC'), alias('York', 'Yark')]), 'NYC')
})

test('what an alias says is matched no more, not even by the rule itself', () => {
  assert.equal(say('a b', [alias('a', 'b'), alias('b', 'a b')]), 'b a b')
})

test('of two rules for one string only the first is used', () => {
  assert.equal(say('tomato', [alias('tomato', 'one'), phoneme('tomato', 'x'), alias('tomato', 'two')]), 'one')
  assert.equal(say('xtomato', [alias('tomato', 'word'), anywhere('tomato', 'part')]), 'xpart')
  assert.equal(say('tomato', [alias('tomato', 'word'), anywhere('tomato', 'part')]), 'word')
})

test('a word is not found in a longer one, in any script', () => {
  for (const longer of ['cats', 'tomcat', 'cat9', 'cát', 'catа', 'cat\u0301'])
    assert.equal(say(longer, [alias('cat', 'dog')]), longer)
  assert.equal(say('Москва, Москвам', [alias('Москва', 'X')]), 'X, Москвам')
  assert.equal(say('हिन्द हिन्दी', [alias('हिन्द', 'X')]), 'X हिन्दी')
  assert.equal(say('tomcats', [anywhere('cat', 'dog')]), 'tomdogs')
})

test('words end at dashes, underscores and quotes, and signs are words by themselves', () => {
  assert.equal(say('“cat”—_cat_, cat-like', [alias('cat', 'dog')]), '“dog”—_dog_, dog-like')
  assert.equal(say('50% of C++', [alias('%', ' percent'), alias('C++', 'C plus plus')]), '50 percent of C plus plus')
})

test('a name is found before an apostrophe and behind one, but English endings are no words', () => {
  assert.equal(say("Bennet’s, Bennet's, Bennet’ll", [alias('Bennet', 'Benny')]), "Benny’s, Benny's, Benny’ll")
  assert.equal(say('l’homme', [alias('homme', 'ohm')]), 'l’ohm')
  assert.equal(say('Bennet’s 5 s', [alias('s', 'seconds')]), 'Bennet’s 5 seconds')
  assert.equal(say('I won, I won’t', [alias('won', 'wun')]), 'I wun, I won’t')
  assert.equal(say('I won’t', [alias('won’t', 'will not')]), 'I will not')
})

test('where a script writes no spaces, a word is found between its neighbours', () => {
  assert.equal(say('今日は東京にいる', [alias('東京', 'とうきょう')]), '今日はとうきょうにいる')
})

test('a string folded by itself is what it is folded with its places', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), anyText()), fc.boolean(), (text, caseSensitive) => {
      assert.equal(foldString(text, caseSensitive), foldText(text, caseSensitive).text)
    }),
  )
})

test('case counts unless the rule says that it does not, and then in all scripts', () => {
  assert.equal(say('nasa NASA', [alias('NASA', 'nassa')]), 'nasa nassa')
  assert.equal(say('Straße STRASSE straẞe', [inAnyCase('strasse', 'road')]), 'road road road')
  assert.equal(say('ΟΔΟΣ οδος οδοσ', [inAnyCase('οδός', 'x'), inAnyCase('οδος', 'road')]), 'road road road')
})

test('half of a letter that is written as two is never taken', () => {
  assert.equal(say('Straße', [{ ...anywhere('s', 'z'), caseSensitive: false }]), 'ztraße')
})

test('composed and decomposed accents are the same', () => {
  assert.equal(say('Zoe\u0308 Zoë', [alias('Zoë', 'Zowy')]), 'Zowy Zowy')
  assert.equal(say('Zoë', [alias('Zoe\u0308', 'Zowy')]), 'Zowy')
  assert.equal(say('e\u0301', [anywhere('e', 'x')]), 'e\u0301')
})

test('no half of a surrogate pair is taken', () => {
  assert.equal(say('😀', [anywhere('\ud83d', 'x'), anywhere('\ude00', 'x')]), '😀')
  assert.equal(say('😀😀', [anywhere('😀', 'grin ')]), 'grin grin ')
})

test('untouchable stretches stay, and no match spans an untouchable place', () => {
  const rules = compileRules([alias('New York', 'NYC'), alias('York', 'Yark')])
  const given = [{ start: 4, end: 8 }]
  const { text, map } = applyRules(rules, 'New York, York', given)
  assert.equal(text, 'New York, Yark')
  assert.deepEqual(movedRanges(map, given), given)
  assert.equal(applyRules(rules, 'New York', [{ start: 4, end: 4 }]).text, 'New Yark')
})

test('untouched stretches are told in the text to be said', () => {
  const { text, map } = apply('Dr. Ng, Dr. Ng', [alias('Dr.', 'Doctor')])
  const [moved] = movedRanges(map, [{ start: 12, end: 14, alphabet: 'ipa' }])
  assert.deepEqual(moved, { start: 18, end: 20, alphabet: 'ipa' })
  assert.equal(text.slice(moved!.start, moved!.end), 'Ng')
})

test('ten thousand rules and a long paragraph bear each other, however the rules are made', () => {
  const names = Array.from({ length: 10_000 }, (_, index) => alias(`name${index}`, `n${index}`))
  assert.equal(say('name9999 '.repeat(2_000), names), 'n9999 '.repeat(2_000))
  const nested = Array.from({ length: 500 }, (_, index) => anywhere('a'.repeat(500 - index), 'b'))
  assert.equal(say('a'.repeat(500), nested.slice(490)), 'b'.repeat(50))
})

const nearly = Array.from({ length: 3_000 }, (_, index) => anywhere(`${'a'.repeat(10 + (index % 480))}b${index}`, 'c'))

test('rules that nearly match everywhere are not looked for to the end of the text', () => {
  const rules = compileRules([...nearly, anywhere('first', 'First')])
  const { text, isCut } = applyRules(rules, `first ${'a'.repeat(39_000)} first`)
  assert.deepEqual([text.slice(0, 5), text.slice(-5), isCut], ['First', 'first', true])
  assert.equal(applyRules(rules, 'first, and first').isCut, false)
})

test('proof: a letter with thousands of marks is folded in time with them', async () => {
  const rules = compileRules([alias('ab', 'c'), { ...alias('cd', 'e'), caseSensitive: false }])
  const marked = `ab a${'\u0301\u0316'.repeat(20_000)} ab`
  await assertStandsLess(150, async () => {
    const { text, isCut } = applyRules(rules, marked)
    assert.deepEqual([text.slice(0, 3), text.slice(-2), isCut], ['c a', ' c', false])
  })
})

test('proof: rules that nearly match everywhere hold nobody up', async () => {
  const rules = compileRules(nearly)
  await assertStandsLess(150, async () => void applyRules(rules, 'a'.repeat(39_000)))
})

// Few characters, so that rules meet often: letters with case, marks, signs, and one outside the basic plane.
const character = fc.constantFrom('a', 'A', 'b', 'ß', 's', 'e', '\u0301', 'é', ' ', '’', '-', '1', '😀', '東')
const someText = fc.string({ unit: character, maxLength: 30 })
const rule: fc.Arbitrary<Rule> = fc
  .record({
    string: fc.string({ unit: character, minLength: 1, maxLength: 3 }),
    said: someText,
    isAlias: fc.boolean(),
    caseSensitive: fc.boolean(),
    wordBoundaries: fc.boolean(),
  })
  .map(({ string, said, isAlias, ...flags }) => ({
    ...(isAlias ? alias(string, said) : phoneme(string, said)),
    ...flags,
  }))
const rules = fc.array(rule, { maxLength: 8 })

test('without rules a text is said as it is written', () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      const applied = apply(text, [])
      assert.deepEqual(applied, { ...replaceStretches(text, []), replacements: [], phonemes: [], isCut: false })
    }),
  )
})

test('rules for what a text does not have change nothing, wherever they stand', () => {
  const irrelevant = rule.map((one) => ({ ...one, stringToReplace: `x${one.stringToReplace}` }))
  const mixed = fc.array(fc.oneof(rule, irrelevant), { maxLength: 12 })
  fc.assert(
    fc.property(someText, mixed, (text, all) => {
      const relevant = all.filter((one) => !one.stringToReplace.startsWith('x'))
      assert.deepEqual(apply(text, all), apply(text, relevant))
    }),
  )
})

test('every piece leads back to a string that its rule is for, cuts no character and leaves the rest as it was', () => {
  fc.assert(
    fc.property(someText, rules, (text, all) => {
      const { replacements, phonemes, isCut: _, ...said } = apply(text, all)
      assert.deepEqual(said, replaceStretches(text, replacements))
      assert.equal(said.text.isWellFormed(), true)
      for (const { start, end, text: alias } of replacements)
        assert.ok(all.some((one) => one.type === 'alias' && one.alias === alias && isFor(one, text.slice(start, end))))
      for (const { start, end, phonemes: sounds } of phonemes) {
        const piece = said.text.slice(start, end)
        assert.ok(all.some((one) => one.type === 'phoneme' && one.phoneme === sounds && isFor(one, piece)))
        assert.ok(said.map.some((stretch) => stretch.equal && stretch.start <= start && end <= stretch.end))
      }
    }),
  )
})

test('many rules at once give what one rule after the other gives', () => {
  fc.assert(
    fc.property(someText, rules, (text, all) => {
      const taken: Range[] = []
      for (const one of all) {
        const only = apply(text, [{ ...alias(one.stringToReplace, '·'), ...flagsOf(one) }], taken)
        taken.push(...only.replacements.map(({ start, end }) => ({ start, end })))
      }
      const aliases = all.map((one) => ({ ...alias(one.stringToReplace, '·'), ...flagsOf(one) }))
      const together = apply(text, aliases).replacements.map(({ start, end }) => ({ start, end }))
      assert.deepEqual(
        together,
        taken.toSorted((one, other) => one.start - other.start),
      )
    }),
  )
})

function apply(text: string, rules: Rule[], untouchable: Range[] = []) {
  return applyRules(compileRules(rules), text, untouchable)
}

function say(text: string, rules: Rule[]): string {
  return apply(text, rules).text
}

function isFor(rule: Rule, piece: string): boolean {
  const fold = (text: string) => (rule.caseSensitive ? text : text.toLowerCase().toUpperCase()).normalize('NFC')
  return fold(piece) === fold(rule.stringToReplace)
}

function flagsOf({ caseSensitive, wordBoundaries }: Rule) {
  return { caseSensitive, wordBoundaries }
}

function alias(stringToReplace: string, said: string): AliasRule {
  return { type: 'alias', stringToReplace, caseSensitive: true, wordBoundaries: true, alias: said }
}

function anywhere(stringToReplace: string, said: string): AliasRule {
  return { ...alias(stringToReplace, said), wordBoundaries: false }
}

function inAnyCase(stringToReplace: string, said: string): AliasRule {
  return { ...alias(stringToReplace, said), caseSensitive: false }
}

function phoneme(stringToReplace: string, said: string): PhonemeRule {
  const match = { stringToReplace, caseSensitive: true, wordBoundaries: true }
  return { type: 'phoneme', ...match, phoneme: said, alphabet: 'ipa' }
}
