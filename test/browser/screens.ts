import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { castStudio } from '../cast-voices.ts'
import { draftPodcast } from '../podcasts.ts'
import type { TestStudio } from '../studio.ts'
import { until } from '../until.ts'
import type { TestBrowser } from './browser.ts'

/** A screen of the studio, how to get there, and what is opened on it. */
export interface Screen {
  name: string
  path: (project: ScreenProject) => string
  show?: (page: Page, width: number) => Promise<void>
}

export interface ScreenProject {
  projectId: string
  chapterId: string
  /** A chapter whose cast is found. */
  castId: string
  /** A podcast whose script waits to be approved. */
  scriptId: string
}

/** What the browser of the screens looks at. */
export const screenStudio = castStudio

const editor = ({ projectId, chapterId }: ScreenProject) => `/projects/${projectId}/chapters/${chapterId}`
const press = (name: string) => async (page: Page) => {
  await page.locator('.p.converted').first().waitFor()
  await page.getByRole('button', { name, exact: true }).click()
}

/** Every screen and dialog: those that are looked at by people and by axe. */
export const screens: Screen[] = [
  { name: 'library', path: () => '/', show: (page) => page.getByRole('searchbox').waitFor() },
  {
    name: 'new-project',
    path: () => '/',
    async show(page) {
      await page.getByRole('button', { name: 'New project' }).click()
      await page.getByRole('menuitem', { name: 'From a document' }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'new-podcast',
    path: () => '/',
    async show(page) {
      await page.getByRole('button', { name: 'New project' }).click()
      await page.getByRole('menuitem', { name: 'Podcast' }).click()
      await page.getByRole('textbox', { name: 'Addresses' }).fill('https://lighthouses.example/a-light-on-the-rocks')
      await page.getByText('Without a language model').waitFor()
    },
  },
  {
    name: 'cast',
    path: ({ castId }) => `/projects/${castId}/cast`,
    async show(page) {
      await page.getByRole('checkbox', { name: /^Choose .*Hatter/ }).check()
      await page
        .getByRole('checkbox', { name: /^Choose ‘/ })
        .nth(2)
        .check()
    },
  },
  {
    name: 'cast-unsure',
    path: ({ castId }) => `/projects/${castId}/cast?lines=unsure`,
    async show(page) {
      await page.getByRole('heading', { name: 'Lines' }).scrollIntoViewIfNeeded()
      await page.getByRole('table', { name: 'Lines' }).waitFor()
    },
  },
  {
    name: 'cast-none',
    path: ({ projectId }) => `/projects/${projectId}/cast`,
    show: (page) => page.getByRole('button', { name: 'Find the characters' }).waitFor(),
  },
  {
    name: 'script',
    path: ({ scriptId }) => `/projects/${scriptId}/script`,
    show: (page) => page.getByRole('textbox', { name: 'Text of turn 2', exact: true }).waitFor(),
  },
  {
    name: 'editor',
    path: editor,
    async show(page) {
      await page.locator('.p.converted').first().waitFor()
      await page.locator('.p').nth(2).click()
      await page.locator('.wave').waitFor()
    },
  },
  {
    name: 'chapters',
    path: editor,
    async show(page, width) {
      if (width < 900) await press('Show chapters')(page)
      await page.getByRole('button', { name: 'Options of Fog' }).click()
      await page.getByRole('menuitem', { name: 'Rename' }).waitFor()
    },
  },
  {
    name: 'voices',
    path: editor,
    async show(page, width) {
      if (width < 900) await press('Show voices')(page)
      await page.getByRole('complementary', { name: 'Voices' }).waitFor()
    },
  },
  { name: 'review', path: editor, show: press('Show review') },
  { name: 'pronunciation', path: editor, show: press('Pronunciation') },
  {
    name: 'history',
    path: editor,
    async show(page) {
      await page.locator('.p.converted').nth(1).click()
      await press('History')(page)
      await page.getByRole('button', { name: 'Listen', exact: true }).first().waitFor()
    },
  },
  {
    name: 'export',
    path: editor,
    async show(page) {
      await page.getByRole('button', { name: 'Export' }).click()
      await page.getByRole('button', { name: 'Generate what is missing' }).waitFor()
    },
  },
  {
    name: 'project-settings',
    path: editor,
    async show(page) {
      await page.getByRole('button', { name: 'Project settings' }).click()
      await page.getByRole('tab', { name: 'Pronunciations' }).click()
      await page.getByRole('button', { name: 'Remove Okonkwo' }).waitFor()
    },
  },
  {
    name: 'commands',
    path: editor,
    async show(page) {
      await page.locator('.p.converted').first().waitFor()
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox', { name: 'Command' }).waitFor()
    },
  },
  {
    name: 'find',
    path: editor,
    async show(page) {
      await page.locator('.p.converted').first().waitFor()
      await page.keyboard.press('Control+Shift+F')
      await page.getByRole('textbox', { name: 'Find' }).fill('lock-keeper')
      await page.getByText('Found: 1').waitFor()
    },
  },
  {
    name: 'cover',
    path: editor,
    async show(page) {
      await page.getByRole('button', { name: 'Project settings' }).click()
      await page.getByRole('tab', { name: 'Cover' }).click()
    },
  },
  {
    name: 'listen',
    path: ({ projectId }) => `/projects/${projectId}/listen`,
    show: (page) => page.getByRole('region', { name: 'Player' }).waitFor(),
  },
  { name: 'settings', path: () => '/settings', show: (page) => page.getByText('Kokoro', { exact: true }).waitFor() },
  {
    name: 'keys',
    path: () => '/settings',
    async show(page) {
      await page.route('**/lectern/v1/keys', (route) => route.fulfill({ json: { keys: shownKeys } }))
      await page.getByRole('tab', { name: 'Keys' }).click()
      await page.getByRole('table', { name: 'Keys' }).waitFor()
      await page.unrouteAll()
    },
  },
  {
    name: 'storage',
    path: () => '/settings',
    async show(page) {
      await page.route('**/lectern/v1/status', (route) => route.fulfill({ json: shownStatus }))
      await page.getByRole('tab', { name: 'Storage' }).click()
      await page.getByText('PostgreSQL').waitFor()
      await page.unrouteAll()
    },
  },
  {
    name: 'language-model',
    path: () => '/settings',
    async show(page) {
      await page.getByRole('tab', { name: 'Language model' }).click()
      await page.getByText('LECTERN_LLM_URL').waitFor()
    },
  },
  {
    name: 'about',
    path: () => '/settings',
    show: (page) => page.getByRole('tab', { name: 'About' }).click(),
  },
  {
    name: 'sign-in',
    path: () => '/',
    async show(page) {
      const stranger = { role: null, keys_required: true, csrf_token: null, version: '1.0.0' }
      await page.route('**/lectern/v1/session', (route) => route.fulfill({ json: stranger }))
      await page.reload()
      await page.getByRole('textbox', { name: 'API key' }).waitFor()
      await page.unrouteAll()
    },
  },
  { name: 'missing', path: () => '/projects/none', show: (page) => page.getByRole('alert').waitFor() },
]

const shownStatus = {
  ...{ version: '1.0.0', database: 'PostgreSQL 18.4' },
  workers: [
    { id: 'a', process: '4711@desk', engines: ['kokoro', 'flite'], voice_count: 30, busy: true, job_count: 2 },
    { id: 'b', process: '4712@shelf', engines: ['kokoro'], voice_count: 28, busy: false, job_count: 0 },
  ],
  queues: [{ name: 'speak', waiting: 14, working: 2 }],
  storage: {
    ...{ takes_bytes: 6.4e9, collectable_bytes: 3.1e8, renditions_bytes: 1.9e9, exports_bytes: 8.2e8 },
    ...{ database_bytes: 2.6e8, free_bytes: 4.1e11 },
  },
}

const shownKeys = [
  { key_id: 'a', name: 'My browser', role: 'admin', is_current: true, expires_at_unix: null, revoked_at_unix: null },
  { key_id: 'b', name: 'Reading club', role: 'viewer', is_current: false, expires_at_unix: 4e9, revoked_at_unix: null },
  { key_id: 'c', name: 'Old laptop', role: 'editor', is_current: false, expires_at_unix: null, revoked_at_unix: 17e8 },
].map((key) => ({ ...key, created_at_unix: 1_699_000_000, last_used_at_unix: 1_699_900_000 }))

const chapters = [
  {
    name: 'A letter from Mr. Okonkwo',
    blocks: [
      ['h1', 'cast-nora', 'A letter from Mr. Okonkwo'],
      ['p', 'cast-nora', 'The letter came on a Thursday, which was the day the river usually brought nothing at all.'],
      [
        'p',
        'cast-nora',
        'It lay on the mat with its corner turned up, as if it had knocked and been kept waiting. <break time="0.8s" /> Ada did not pick it up at once.',
      ],
      ['p', 'cast-tom', '“He writes as he talks,” she said. “Too Oyelaran for his own good.”'],
      [
        'p',
        'cast-nora',
        'Outside, the water went by under the fog, and somewhere above the weir a bell was rung twice.',
      ],
      ['p', 'cast-tom', '“Twenty-one feet at the gauge. I have it in writing.”'],
      [
        'p',
        'cast-nora',
        'Nobody had ever heard the lock-keeper say so many words in one evening, and nobody was sure that he would stop.',
      ],
    ],
  },
  { name: 'Fog', blocks: [['p', 'cast-nora', 'In the morning there was no river, only its noise.']] },
  { name: 'What the lock-keeper saw', blocks: [['p', 'cast-nora', 'He had it in writing.']] },
]

/** A small book with something of everything in it: spoken, failed, changed, locked. */
export async function openScreens(browser: TestBrowser): Promise<ScreenProject> {
  const { studio } = browser
  browser.mayLog = /404|project is not there any more/
  const content = chapters.map(({ name, blocks }) => ({
    name,
    blocks: blocks.map(([sub_type, voice_id, text]) => ({ sub_type, nodes: [{ type: 'tts_node', voice_id, text }] })),
  }))
  for (const name of ['Notes on tides', 'The long night']) await studio.addProject([['Once.']], { name })
  const form = { name: 'The Lock-Keeper', author: 'Ada Holm', from_content_json: JSON.stringify(content) }
  const { body } = await studio.api.form('/v1/studio/projects', form)
  const projectId = body.project.project_id as string
  const [chapter] = await studio.listChapters(projectId)
  const chapterId = chapter!.chapterId
  const path = `/lectern/v1/projects/${projectId}/chapters/${chapterId}`
  await studio.api.post(`/lectern/v1/projects/${projectId}/pronounce`, { text: 'Okonkwo', alias: 'oh-KON-kwo' })
  const { blocks } = (await studio.api.get(`${path}/editor`)).body
  const speak = async () => {
    await studio.api.post(`${path}/speak`, { to_block_id: blocks[4].block_id })
    await until('the chapter is spoken', async () => {
      const { body } = await studio.api.get(`${path}/editor`)
      const spoken = body.blocks.filter((block: { state: string }) => block.state === 'converted')
      return spoken.length === 5 || undefined
    })
  }
  await speak()
  // An older generation, a failure and a lock to be seen.
  const { db } = studio.studio
  const changed = await studio.read(chapter!)
  changed.content.blocks[1].nodes[0].text = chapters[0]!.blocks[1]![2]!.replace('usually', 'rarely')
  await studio.write(chapter!, changed.content.blocks)
  await speak()
  const { blocks: now } = (await studio.api.get(`${path}/editor`)).body
  await db.execute(`insert into block_speeches (block_id, state, group_id, error_code, error_message)
    values ('${now[5].block_id}', 'failed', 'none', 'engine_failed', 'The voice did not answer.')`)
  await db.execute(`update blocks set is_locked = true where id = '${now[3].block_id}'`)
  await db.execute(`update takes set warnings = '[{"code":"text_guessed","message":"Said by guess, since no dictionary has it: Oyelaran."}]'
    where key in (select take_key from planned_takes where block_id = '${now[3].block_id}')`)
  const { project_id: scriptId } = await draftPodcast(studio, { duration_scale: 'short' }, ['cast-nora', 'cast-tom'])
  return { projectId, chapterId, castId: await addTeaParty(studio), scriptId }
}

/** Four people at a table. */
async function addTeaParty(studio: TestStudio): Promise<string> {
  const text = readFileSync(join(import.meta.dirname, '../../samples/tea-party.txt'), 'utf8')
  const paragraphs = text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' '))
  const castId = await studio.addProject([paragraphs], { name: 'A Mad Tea-Party' })
  const path = `/lectern/v1/projects/${castId}/cast`
  await studio.api.post(`${path}/find`, {})
  const { lines } = await until('the cast is found', async () => {
    const { body } = await studio.api.get(path)
    return body.state === 'ready' ? body : undefined
  })
  const unsure = [lines[3], lines[6], lines[11]].map(({ line_id }: { line_id: string }) => `'${line_id}'`)
  await studio.studio.db.execute(
    `update cast_lines set confidence = 0.42, evidence = 'alternation' where id in (${unsure})`,
  )
  return castId
}
