import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ask } from '../../client/api.ts'
import { chapterPath } from '../../client/queries.ts'
import type { ChapterSummary, EditorChapter, Project } from '../../client/types.ts'
import { useTranslate } from '../../i18n/translate.ts'
import { useToast } from '../../ui/toasts.tsx'
import { useOnce } from '../../ui/use-once.ts'

/** The chapters of a project, and what can be done with them. */
export function useChapterList(project: Project, currentId: string) {
  const t = useTranslate()
  const toast = useToast()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const projectId = project.project_id
  const ofProject = `/v1/studio/projects/${projectId}/chapters`
  const refresh = () => queries.invalidateQueries({ queryKey: ['project', projectId] })
  const tell = (error: Error) => toast({ text: error.message, isError: true })
  /** Waits for a change, tells what went wrong, and shows the project as it is then. @returns whether it was made */
  const change = async (what: Promise<unknown>): Promise<boolean> => {
    const isMade = await what.then(
      () => true,
      (error) => {
        tell(error)
        return false
      },
    )
    await refresh()
    return isMade
  }
  /** @param block the paragraph to begin at */
  const goTo = (chapterId: string, block?: string) =>
    navigate({ to: '/projects/$projectId/chapters/$chapterId', params: { projectId, chapterId }, search: { block } })

  return {
    change,
    goTo,
    add: useOnce(() => add().catch(tell)),
    rename: ({ chapter_id: id }: ChapterSummary, name: string) =>
      change(ask(`${ofProject}/${id}`, { method: 'POST', json: { name } })),
    async move({ chapter_id: id }: ChapterSummary, step: 1 | -1) {
      const order = project.chapters.map((one) => one.chapter_id)
      const at = order.indexOf(id)
      order.splice(at, 1)
      order.splice(at + step, 0, id)
      await change(putInOrder(projectId, order))
    },
    remove: (removed: ChapterSummary) => remove(removed).catch(tell),
  }

  async function add(): Promise<void> {
    const name = t('Chapter {number}', { number: project.chapters.length + 1 })
    const made = await ask<{ chapter: ChapterSummary }>(ofProject, { method: 'POST', json: { name } })
    await refresh()
    await goTo(made.chapter.chapter_id)
  }
  async function remove(removed: ChapterSummary): Promise<void> {
    const content = await ask<EditorChapter>(`${chapterPath(projectId, removed.chapter_id)}/editor`)
    const next = project.chapters.find((one) => one.chapter_id !== currentId)
    if (removed.chapter_id === currentId && next) await goTo(next.chapter_id)
    await change(ask(`${ofProject}/${removed.chapter_id}`, { method: 'DELETE' }))
    toast({
      text: t('{name} is deleted.', { name: removed.name }),
      action: { label: t('Undo'), run: () => void change(bringBack(project, removed, content)) },
    })
  }
}

/** A deleted chapter with its text, where it was; what was spoken of it is found again. */
async function bringBack(project: Project, removed: ChapterSummary, content: EditorChapter): Promise<void> {
  const { project_id: projectId, chapters } = project
  const json = { name: removed.name }
  const ofProject = `/v1/studio/projects/${projectId}/chapters`
  const { chapter } = await ask<{ chapter: ChapterSummary }>(ofProject, { method: 'POST', json })
  const editor = `${chapterPath(projectId, chapter.chapter_id)}/editor`
  const { version } = await ask<EditorChapter>(editor)
  const blocks = content.blocks.map(({ sub_type, locked, nodes }) => ({ sub_type, locked, nodes }))
  await ask(editor, { method: 'PUT', json: { blocks }, headers: { 'if-match': `"${version}"` } })
  const order = chapters.map(({ chapter_id: id }) => (id === removed.chapter_id ? chapter.chapter_id : id))
  await putInOrder(projectId, order)
}

async function putInOrder(projectId: string, order: string[]): Promise<void> {
  const json = { chapter_ids: order }
  await ask(`/lectern/v1/projects/${projectId}/chapter-order`, { method: 'POST', json })
}
