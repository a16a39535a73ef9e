import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { longestStand } from '#server/base/thread-time.test-kit.ts'
import { collect } from '#server/collecting/collect.ts'
import { decodeMp3 } from './decode-mp3.ts'
import { exportedFile, unzip } from './exports.ts'
import { openTestStudio, type TestStudio } from './studio.ts'
import { aStyledBook, css, first, importAndConvert, pageOf, picture } from './styled-book.ts'

let studio: TestStudio
before(async () => void (studio = await openTestStudio()))
after(() => studio[Symbol.asyncDispose]())

test('an EPUB that was imported is heard in its own pages: styles, pictures and links stay', async () => {
  const projectId = await importAndConvert(studio, await aStyledBook())
  const epub = await exportedFile(studio, projectId, 'epub')
  const files = await unzip(epub)
  assert.deepEqual(files.get('OEBPS/Styles/book.css'), Buffer.from(css))
  assert.deepEqual(files.get('OEBPS/Images/map.png'), picture)
  const page = String(files.get('OEBPS/Text/one.xhtml'))
  assert.equal(withoutMarks(page), pageOf('One', first))
  const overlay = String(files.get('OEBPS/lectern/page-1.smil'))
  const clips = [
    ...overlay.matchAll(/one\.xhtml#([\w-]+)"\/><audio src="([^"]+)" clipBegin="([\d.]+)s" clipEnd="([\d.]+)s"/g),
  ]
  const texts = clips.map(([, id]) => textOf(page, id!))
  assert.deepEqual(texts, ['One', 'It was dark.', '“Café & bar,” she said.', 'Rain fell1 on the map.'])
  const sound = (await decodeMp3(files.get('OEBPS/lectern/chapter-1.mp3')!)).length / 44_100
  assert.deepEqual([Number(clips[0]![3]), Number(clips.at(-1)![4])], [0, Number(sound.toFixed(3))])
  for (const [index, clip] of clips.slice(1).entries()) assert.equal(clip[3], clips[index]![4])
  const opf = String(files.get('OEBPS/book.opf'))
  const durations = [...opf.matchAll(/media:duration"[^>]*>([\d.]+)s/g)].map(([, seconds]) => Number(seconds))
  assert.ok(Math.abs(durations[0]! - durations.slice(1).reduce((sum, one) => sum + one)) < 0.01)
})

test('proof: what says something else than the pages is made of the text that is heard', async () => {
  const projectId = await importAndConvert(studio, await aStyledBook())
  const [chapter] = await studio.listChapters(projectId)
  await studio.write(chapter!, [
    { sub_type: 'p', nodes: [{ voice_id: 'tone-a', text: 'Something else entirely.', type: 'tts_node' }] },
  ])
  await studio.convertProject(projectId)
  const files = await unzip(await exportedFile(studio, projectId, 'epub'))
  assert.ok(files.has('OPS/text/chapter-1.xhtml'))
})

test('proof: an EPUB that was written to be looked at again and again holds no worker up', async () => {
  const comment = (text: string) => `<!-- ${text.repeat(Math.ceil(1_500_000 / text.length))} -->`
  const hostile: Record<string, (name: string, content: string) => string> = {
    container: (name, content) =>
      name.endsWith('container.xml') ? content.replace('<rootfiles>', `${comment('<rootfile ')}$&`) : content,
    package: (name, content) =>
      name.endsWith('.opf') ? content.replace('<package ', `${comment('<package ')}$&`) : content,
    item: (name, content) =>
      name.endsWith('.opf') ? content.replace('<item id="one"', `$&${' '.repeat(300_000)}`) : content,
    page: (name, content) =>
      name.endsWith('.opf')
        ? content.replace('<itemref idref="one"/>', '<itemref idref="one"/>'.repeat(60_000))
        : content,
  }
  for (const [what, change] of Object.entries(hostile)) {
    const projectId = await importAndConvert(studio, await aStyledBook(change))
    const milliseconds = await longestStand(() => exportedFile(studio, projectId, 'epub'))
    assert.ok(milliseconds < 500, `${what}: ${milliseconds} ms`)
  }
})

test('proof: the EPUB is kept as long as its project', async () => {
  const { api } = studio
  const count = async () => (await Array.fromAsync(studio.studio.files.list('sources/'))).length
  const before = await count()
  const projectId = await importAndConvert(studio, await aStyledBook())
  await collect(studio.studio, new AbortController().signal)
  assert.equal(await count(), before + 1)
  await api.delete(`/v1/studio/projects/${projectId}`)
  await collect(studio.studio, new AbortController().signal)
  assert.equal(await count(), before)
})

/** A page as it was before sentences were marked and a style was added. */
function withoutMarks(page: string): string {
  const own = page.replace(/<link [^>]*read-along\.css"\/>/, '')
  return own.replace(/<span id="lectern-\d+">/g, '').replaceAll('</span>', '')
}

function textOf(page: string, id: string): string {
  const start = page.indexOf(`<span id="${id}">`)
  const marked = page.slice(start, page.indexOf('</span>', start))
  return marked
    .replace(/<[^>]+>/g, '')
    .replaceAll('&#233;', 'é')
    .replaceAll('&amp;', '&')
}
