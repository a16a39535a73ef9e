import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, useParams } from '@tanstack/react-router'
import { projectQuery } from '../client/queries.ts'
import { useTranslate } from '../i18n/translate.ts'
import { Notice, Progress } from '../ui/fields.tsx'

/** Leads to the chapter that was open last, or the first; while a document is still read, it says so. */
export function ProjectPage() {
  const t = useTranslate()
  const { projectId } = useParams({ from: '/inside/projects/$projectId' })
  const project = useQuery({
    ...projectQuery(projectId),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.state === 'creating' ? 500 : false),
  })
  if (project.error) throw project.error
  if (!project.data || (project.isStale && project.isFetching && project.data.state !== 'creating')) {
    return <main id="text" className="reading" aria-busy="true" />
  }
  const { name, chapters, state, creation_meta: creation } = project.data
  const last = localStorage.getItem(`chapter of ${projectId}`)
  const chapter = chapters.find((one) => one.chapter_id === last) ?? chapters[0]
  if (state !== 'creating' && creation?.status !== 'failed' && chapter) {
    const params = { projectId, chapterId: chapter.chapter_id }
    return <Navigate to="/projects/$projectId/chapters/$chapterId" params={params} replace />
  }
  return (
    <main id="text" className="reading">
      <h1>{name}</h1>
      {creation?.status === 'failed' ? (
        <Notice>{creation.error?.message ?? t('Could not be read')}</Notice>
      ) : (
        <>
          <p role="status">{t('The document is being read …')}</p>
          <Progress label={t('Reading {name}', { name })} value={creation?.creation_progress ?? 0} />
        </>
      )}
      <Link to="/" className="button line">
        {t('Projects')}
      </Link>
    </main>
  )
}
