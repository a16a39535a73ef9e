import type { Page } from 'playwright-core'
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
}

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
    name: 'about',
    path: () => '/settings',
    show: (page) => page.getByRole('tab', { name: 'About' }).click(),
  },
  { name: 'sign-in', path: () => '/sign-in', show: (page) => page.getByRole('textbox').waitFor() },
  { name: 'missing', path: () => '/projects/none', show: (page) => page.getByRole('alert').waitFor() },
]

const chapters = [
  {
    name: 'A letter from Mr. Okonkwo',
    blocks: [
      ['h1', 'tone-a', 'A letter from Mr. Okonkwo'],
      ['p', 'tone-a', 'The letter came on a Thursday, which was the day the river usually brought nothing at all.'],
      [
        'p',
        'tone-a',
        'It lay on the mat with its corner turned up, as if it had knocked and been kept waiting. <break time="0.8s" /> Ada did not pick it up at once.',
      ],
      ['p', 'tone-b', '“He writes as he talks,” she said. “Too Oyelaran for his own good.”'],
      ['p', 'tone-a', 'Outside, the water went by under the fog, and somewhere above the weir a bell was rung twice.'],
      ['p', 'tone-b', '“Twenty-one feet at the gauge. I have it in writing.”'],
      [
        'p',
        'tone-a',
        'Nobody had ever heard the lock-keeper say so many words in one evening, and nobody was sure that he would stop.',
      ],
    ],
  },
  { name: 'Fog', blocks: [['p', 'tone-a', 'In the morning there was no river, only its noise.']] },
  { name: 'What the lock-keeper saw', blocks: [['p', 'tone-a', 'He had it in writing.']] },
]

/** A small book with something of everything in it: spoken, failed, changed, locked. */
export async function openScreens(browser: TestBrowser): Promise<ScreenProject> {
  const { studio } = browser
  browser.mayLog = /404|no project "none"/
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
  return { projectId, chapterId }
}
