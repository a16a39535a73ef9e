import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, useNavigate, useParams } from '@tanstack/react-router'
import { projectQuery, scriptQuery } from '../client/queries.ts'
import type { Project } from '../client/types.ts'
import { tellRefusal } from '../i18n/refusals.ts'
import { type Translate, useTranslate } from '../i18n/translate.ts'
import { Button } from '../ui/button.tsx'
import { Notice, Progress } from '../ui/fields.tsx'
import { useTitle } from '../ui/use-title.ts'
import { useRole } from './session.ts'
import { useDelete } from './use-delete.ts'

/** Leads to the chapter that was open last, or the first; while a document is still read, it says so. */
export function ProjectPage() {
  const t = useTranslate()
  const { projectId } = useParams({ from: '/inside/projects/$projectId' })
  const { mayEdit } = useRole()
  const navigate = useNavigate()
  const remove = useDelete()
  const project = useQuery({
    ...projectQuery(projectId),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.state === 'creating' ? 500 : false),
  })
  useTitle(project.data?.name)
  // A podcast has no text before its script is approved.
  const isPodcast = project.data?.source_type === 'genfm' && isMade(project.data)
  const script = useQuery({ ...scriptQuery(projectId), enabled: isPodcast, staleTime: 0 })
  const error = project.error ?? script.error
  if (error) throw error
  if (isPodcast && script.isFetching) return <main id="text" className="reading" aria-busy="true" />
  if (!project.data || (project.isStale && project.isFetching && project.data.state !== 'creating')) {
    return <main id="text" className="reading" aria-busy="true" />
  }
  const { name, chapters, creation_meta: creation } = project.data
  if (script.data?.state === 'draft')
    return <Navigate to="/projects/$projectId/script" params={{ projectId }} replace />
  const last = localStorage.getItem(`chapter of ${projectId}`)
  const chapter = chapters.find((one) => one.chapter_id === last) ?? chapters[0]
  if (isMade(project.data) && chapter) {
    const params = { projectId, chapterId: chapter.chapter_id }
    return <Navigate to="/projects/$projectId/chapters/$chapterId" params={params} replace />
  }
  return (
    <main id="text" className="reading">
      <h1>{name}</h1>
      {creation?.status === 'failed' ? (
        <Notice>{creation.error ? tellRefusal(creation.error) : t('Could not be read')}</Notice>
      ) : (
        <>
          <p role="status">{describeMaking(creation, t)}</p>
          <Progress label={t('Reading {name}', { name })} value={creation?.creation_progress ?? 0} />
        </>
      )}
      <div className="flex gap-2">
        <Link to="/" className="button line">
          {t('Projects')}
        </Link>
        {mayEdit && creation?.status === 'failed' && (
          <Button
            onClick={() => {
              remove(project.data)
              void navigate({ to: '/' })
            }}
          >
            {t('Delete')}
          </Button>
        )}
      </div>
    </main>
  )
}

function isMade({ state, creation_meta: creation }: Project): boolean {
  return state !== 'creating' && creation?.status !== 'failed'
}

function describeMaking(creation: Project['creation_meta'], t: Translate): string {
  if (creation?.type === 'generate_podcast') return t('The script is being written …')
  if (creation?.type === 'auto_assign_voices') return t('The characters are being found …')
  return t('The document is being read …')
}
