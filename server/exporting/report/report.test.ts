import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeMp3 } from '#server/audio/decoding/mp3.ts'
import { measureSound } from '#server/audio/loudness/measure-sound.ts'
import { aChapter, encode, good, type Making } from './chapter.test-kit.ts'
import { type Report, toReport } from './report.ts'
import { reportPage, requirementName } from './report-page.ts'
import { type ReportWords, reportWords } from './report-words.ts'
import { type Requirement, requirementsOf } from './standards.ts'

test('a chapter as ACX wants it passes, and what was made into it is measured', async () => {
  const report = await reportOn(good)
  const [chapter] = report.chapters
  assert.deepEqual(failedOf(report, 'acx'), [])
  assert.equal(report.passes.acx, true)
  assertNear(chapter!.rms_db, -21.04, 0.5) // 2.7 s of 12.7 s are quiet; LAME makes it a little softer
  assertNear(chapter!.noise_floor_db, -66, 1.2) // MP3 leaves the highest frequencies out
  assertNear(chapter!.head_seconds, 0.7, 0.03)
  assertNear(chapter!.tail_seconds, 2, 0.03)
  assertNear(chapter!.duration_seconds, 12.7, 0.001)
  assert.deepEqual(
    [chapter!.format, chapter!.bitrate_kbps, chapter!.sample_rate, chapter!.channels],
    ['mp3', 192, 44_100, 1],
  )
})

/** How far what is measured behind LAME may be from what was made: it leaves the highest frequencies out, and swings further. */
const tolerances: { [name: string]: number } = { rms_db: 0.6, peak_db: 0.7, noise_floor_db: 1.2 }

for (const [what, change, truth, failed] of [
  ['too loud', { speechDb: -4 }, { rms_db: -5.04, peak_db: -0.99 }, ['rms', 'peak']],
  ['noisy', { noiseDb: -50 }, { rms_db: -21.04, noise_floor_db: -50 }, ['noise_floor']],
  ['clipped', { speechDb: -6, clipsAt: 0.5 }, { peak_db: -6.02 }, ['rms']],
  ['cut short', { tail: 0.2 }, { tail_seconds: 0.2, duration_seconds: 10.9 }, ['tail']],
  ['with a long head', { head: 3 }, { head_seconds: 3, duration_seconds: 15 }, ['head']],
  [
    'of a wrong rate',
    { sampleRate: 22_050, bitrateKbps: 64 },
    { sample_rate: 22_050, bitrate_kbps: 64, duration_seconds: 12.7 },
    ['bitrate', 'sample_rate'],
  ],
  ['of a low bitrate', { bitrateKbps: 128 }, { bitrate_kbps: 128, rms_db: -21.04 }, ['bitrate']],
] as const) {
  test(`a chapter that is ${what} fails for that, with a remedy`, async () => {
    const report = await reportOn({ ...good, ...change })
    const acx = failedOf(report, 'acx')
    for (const [name, made] of Object.entries(truth)) {
      const measured = report.chapters[0]![name as 'rms_db']
      assertNear(measured, made, tolerances[name] ?? 0.03)
    }
    for (const name of failed) assert.ok(acx.includes(name), `${acx} has ${name}`)
    assert.equal(report.passes.acx, false)
    for (const one of report.chapters[0]!.requirements) assert.ok(one.passes || one.remedy.length > 10)
  })
}

test('a mono sound is judged as it is heard on two loudspeakers', async () => {
  const report = await reportOn({ ...good, speechDb: -20, bitrateKbps: 128 })
  const [chapter] = report.chapters
  const apple = chapter!.requirements.find(({ standard, name }) => standard === 'apple' && name === 'loudness')
  assertNear(Number(apple!.measured), chapter!.integrated_lufs + 3.01, 0.02)
})

test('a page tells a person what fails, whatever the book is called', async () => {
  const page = pageOf({ ...(await reportOn({ ...good, tail: 0.2 })), title: 'Love & <Death>' })
  assert.match(page, /<h1>Audiobook report<\/h1>\s*<p class="title">Love &amp; &lt;Death&gt;<\/p>/)
  assert.match(page, /<td class="bad">fails <small>0\.\d+ instead of 1 to 5 s/)
  assert.match(page, /<th scope="row">One<\/th><td class="good">passes<\/td>/)
  assert.doesNotMatch(page, /undefined|NaN/)
})

test('of a name only the beginning is told, however long it is, so that a page of many chapters can be read', () => {
  const format = {
    codec: 'mp3',
    bitrateKbps: 128,
    sampleRate: 44_100,
    channelCount: 1,
    isConstantBitrate: true,
  } as const
  const levels = { rmsDb: -4, peakDb: -1, truePeakDb: 0, noiseFloorDb: -50, integratedLufs: -4 }
  const lengths = { headSeconds: 0, tailSeconds: 0, durationSeconds: 9_000 }
  const chapter = { name: '&'.repeat(5_000), format, levels: { ...levels, ...lengths } }
  const report = toReport('A'.repeat(5_000), Array(500).fill(chapter))
  assert.deepEqual([report.title, report.chapters[499]!.name], [`${'A'.repeat(200)}…`, `${'&'.repeat(200)}…`])
  assert.ok(pageOf(report).length < 5_000_000)
})

test('a page in German says all that may be asked, and what to do, in German', async () => {
  const { say } = reportWords('de')
  const bad = { format: { bitrateKbps: 64, sampleRate: 22_050, isConstantBitrate: true }, isHeaderSpoken: false }
  const levels = { rmsDb: -4, peakDb: -1, truePeakDb: 0, noiseFloorDb: -50, integratedLufs: -4 }
  const lengths = { headSeconds: 0, tailSeconds: 0, durationSeconds: 9_000 }
  for (const [codec, channelCount] of [
    ['mp3', 1],
    ['wav', 2],
  ] as const) {
    const chapter = { ...bad, format: { ...bad.format, codec, channelCount }, levels: { ...levels, ...lengths } }
    for (const { name, limit, remedy } of requirementsOf(chapter, chapter)) {
      const texts = [requirementName({ name } as Requirement), limit, remedy].filter(
        (text) => !/^(MP3|Format|Bitrate|44100 Hz)$/.test(text),
      )
      for (const text of texts) assert.notEqual(say(text), text)
    }
  }
  const page = pageOf(await reportOn({ ...good, tail: 0.2 }), reportWords('de'))
  assert.match(page, /<html lang="de">/)
  assert.match(page, /<td class="bad">nicht erfüllt <small>0,\d+ statt 1 bis 5 s Raumton\. Die Pause am Ende/)
  assert.doesNotMatch(page, /\b(the|passes|fails|is)\b/)
})

function pageOf(report: Report, words?: ReportWords): string {
  return [...reportPage(report, words)].join('')
}

async function reportOn(making: Making): Promise<Report> {
  const mp3 = await encode(aChapter(making), making)
  const { format, parts } = await measureSound((onSound) => decodeMp3(pieces(mp3), onSound))
  return toReport('A book', [{ name: 'One', format, levels: parts[0]!, isHeaderSpoken: true }])
}

async function* pieces(bytes: Buffer) {
  for (let start = 0; start < bytes.length; start += 10_000) yield bytes.subarray(start, start + 10_000)
}

function failedOf({ chapters }: Report, standard: string): string[] {
  return chapters.flatMap(({ requirements }) =>
    requirements.flatMap((one) => (one.standard === standard && !one.passes ? [one.name] : [])),
  )
}

function assertNear(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is about ${expected}`)
}
