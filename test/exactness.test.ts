import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { toneHertz } from '#server/engines/tone/tone-engine.ts'
import { decodeMp3 } from './decode-mp3.ts'
import {
  assertHeard,
  type ExpectedChapter,
  type ExpectedCharacter,
  expectChapter,
  type WrittenBlock,
} from './expected-tones.ts'
import { lagOf, pitchOf } from './listening.ts'
import { openTestStudio, type TestStudio } from './studio.ts'

// Every character of these chapters has a place that is known beforehand. The places are looked for three times: in the
// times that the API tells, in the samples of a WAV file, and by ear in decoded MP3 files.

const written: { name: string; blocks: WrittenBlock[] }[] = [
  {
    name: 'One',
    blocks: [
      block('h1', ['a', 'Chapter One']),
      block('p', ['a', 'It was dark, and '], ['b', '“Who goes there?” '], ['a', 'she asked.']),
      block('p', ['a', 'Wait.<break time="1.5s" /> Now <break time="0.25s" />go.'], ['b', 'Yes<break time="0.3s" />']),
      block('p', ['a', '***']),
      block('h2', ['b', 'A part 🎉 of it 𝒳𝒴']),
      block('p', ['a', '']),
      block('p', ['b', 'Naïve café — Ærøskøbing, 東京 и Москва.'], ['a', ' … '], ['b', 'The end.']),
    ],
  },
  { name: 'Empty', blocks: [] },
  {
    name: 'Two',
    blocks: [
      block('p', ['b', '<break time="0.7s" />After a break.']),
      block('p', ['a', '👍👍']),
      block('p', ['a', ' <break time="0.4s" /> Here']),
      block('p', ['b', '— '], ['a', '<break time="0.4s" />there.']),
      block('h3', ['a', 'Joined'], ['a', ' nodes'], ['b', ' and'], ['b', ' voices']),
      block('p', ['a', 'Last words ']),
      block('p', ['a', '* *']),
    ],
  },
  { name: 'Nothing to say', blocks: [block('p', ['a', '***'])] },
  { name: 'Three', blocks: [block('p', ['a', 'x'])] },
]

let studio: TestStudio
let projectId: string
/** Those that have something to say. */
let chapters: { id: string; name: string; expected: ExpectedChapter }[]

before(async () => {
  studio = await openTestStudio()
  projectId = await addProject({})
  const project = await studio.convertProject(projectId)
  const spoken = written.filter(({ name }) => ['One', 'Two', 'Three'].includes(name))
  chapters = await Promise.all(
    spoken.map(async ({ name, blocks }) => ({
      id: project.chapters.find((chapter: { name: string }) => chapter.name === name).chapter_id,
      name,
      expected: await expectChapter(blocks),
    })),
  )
})

after(() => studio[Symbol.asyncDispose]())

test('each character of a chapter snapshot starts and ends at the sample known beforehand', async () => {
  for (const { id: chapterId, name, expected } of chapters) {
    const { character_alignments } = await studio.latestSnapshot({ projectId, chapterId })
    assert.deepEqual(
      character_alignments.map(toCharacters),
      expected.blocks.map((block) => withoutVoices(block)),
      name,
    )
  }
})

test('each character of a project snapshot lies where its chapter begins and as far behind that as in the chapter', async () => {
  const { character_alignments, audio_duration_secs } = await studio.latestSnapshot(projectId)
  const places = chapterPlaces()
  const expected = chapters.map(({ expected }, index) => withoutVoices(expected.blocks.flat(), places[index]!))
  assert.deepEqual(character_alignments.map(toCharacters), expected)
  assert.equal(toSample(audio_duration_secs), projectLength())
})

test('an MP3 of a chapter plays every character where its snapshot says', async () => {
  for (const { id: chapterId, expected } of chapters) {
    const heard = await decodeMp3(await studio.stream({ projectId, chapterId }))
    assert.equal(heard.length, expected.sound.length)
    listenFor(expected, heard)
  }
})

test('an MP3 of a project plays every character where its snapshot says, in all chapters', async () => {
  const heard = await decodeMp3(await studio.stream(projectId))
  assert.equal(heard.length, projectLength())
  for (const [index, start] of chapterPlaces().entries()) {
    const { expected } = chapters[index]!
    listenFor(expected, heard.subarray(start, start + expected.sound.length))
  }
})

test('a WAV is the takes with the pauses between them, all of a voice louder by one gain, its chapters where the MP3 has them', async () => {
  const spokenBefore = studio.spoken().length
  const losslessId = await addProject({ quality_preset: 'ultra_lossless' })
  await studio.convertProject(losslessId)
  assert.equal(studio.spoken().length, spokenBefore, 'the same text is not spoken again')
  const wav = await studio.stream(losslessId)
  const samples = new Int16Array(new Uint8Array(wav.subarray(44)).buffer)
  assert.equal(wav.readUInt32LE(24), 44_100)
  assert.equal(samples.length, projectLength())
  for (const [index, start] of chapterPlaces().entries()) {
    const { expected } = chapters[index]!
    assertHeard(samples.subarray(start, start + expected.sound.length), expected)
  }
})

function block(subType: WrittenBlock['sub_type'], ...parts: ['a' | 'b', string][]): WrittenBlock {
  const nodes = parts.map(([voice, text]) => ({ type: 'tts_node' as const, voice_id: `tone-${voice}`, text }))
  return { sub_type: subType, nodes }
}

/** Said as it is written, sign by sign, so that each character has a tone of its own. */
async function addProject(fields: Record<string, string>): Promise<string> {
  const form = { name: 'Exact', apply_text_normalization: 'off', from_content_json: JSON.stringify(written), ...fields }
  return (await studio.api.form('/v1/studio/projects', form)).body.project.project_id
}

type Alignment = Record<'character_start_times_seconds' | 'character_end_times_seconds', number[]> & {
  characters: string[]
}

function toCharacters(alignment: Alignment): ExpectedCharacter[] {
  const { characters, character_start_times_seconds: starts, character_end_times_seconds: ends } = alignment
  assert.deepEqual([starts.length, ends.length], [characters.length, characters.length])
  return characters.map((character, index) => ({
    character,
    start: toSample(starts[index]!),
    end: toSample(ends[index]!),
  }))
}

function withoutVoices(characters: ExpectedCharacter[], offset = 0): ExpectedCharacter[] {
  return characters.map(({ character, start, end }) => ({ character, start: start + offset, end: end + offset }))
}

function toSample(seconds: number): number {
  return Math.round(seconds * 44_100)
}

/** Where chapters begin: behind the MP3 frames of the one before, which hold its sound and 1,152 samples of delay. */
function chapterPlaces(): number[] {
  let start = 0
  return chapters.map(({ expected }) => {
    const place = start
    start += Math.ceil((expected.sound.length + 1_152) / 1_152) * 1_152
    return place
  })
}

function projectLength(): number {
  return chapterPlaces().at(-1)! + chapters.at(-1)!.expected.sound.length
}

function listenFor({ blocks, onsets, sound }: ExpectedChapter, heard: Float32Array): void {
  for (const { character, voice, start, end } of blocks.flat()) {
    if (voice === undefined) continue
    const hertz = toneHertz(voice, character.codePointAt(0)!)
    assert.equal(pitchOf(heard.subarray(start, end)), hertz, `"${character}" of voice ${voice} at sample ${start}`)
  }
  for (const onset of onsets) assert.equal(lagOf(sound, heard, onset), 0, `the sound at sample ${onset}`)
}
