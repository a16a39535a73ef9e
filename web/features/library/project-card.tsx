import { Link } from '@tanstack/react-router'
import type { ProjectSummary } from '../../client/types.ts'
import { tellRefusal } from '../../i18n/refusals.ts'
import { type Translate, useTranslate } from '../../i18n/translate.ts'
import { Progress } from '../../ui/fields.tsx'
import { Menu } from '../../ui/menu.tsx'
import { coverColor, stateOf } from './library.ts'

interface ProjectCardProps {
  project: ProjectSummary
  mayEdit: boolean
  onRename: () => void
  onDownload: () => void
  onDelete: () => void
}

/** A book on the shelf. */
export function ProjectCard({ project, mayEdit, onRename, onDownload, onDelete }: ProjectCardProps) {
  const t = useTranslate()
  const { project_id: projectId, name } = project
  const isFailed = stateOf(project) === 'failed'
  const download = {
    label: t('Download'),
    icon: 'download' as const,
    isDisabled: !project.can_be_downloaded,
    onSelect: onDownload,
  }
  const changes = [
    { label: t('Rename'), onSelect: onRename },
    { label: t('Delete'), onSelect: onDelete },
  ]
  return (
    <li className="book">
      <Link to="/projects/$projectId" params={{ projectId }} className="book-link">
        <span className="cover" style={{ background: coverColor(projectId) }} aria-hidden="true">
          {project.cover_image_url ? (
            <img src={project.cover_image_url} alt="" loading="lazy" />
          ) : (
            <>
              <span dir="auto">{project.title ?? name}</span>
              <small dir="auto">{project.author}</small>
            </>
          )}
        </span>
        <span className="book-name" dir="auto">
          {name}
        </span>
      </Link>
      <div className={`flex justify-between gap-1 ${isFailed ? 'items-start' : 'items-center'}`}>
        <span className={`book-state ${isFailed ? 'failed' : ''}`}>{describe(project, t)}</span>
        <Menu
          label={t('Options of {name}', { name })}
          icon="more"
          items={mayEdit ? [changes[0]!, download, changes[1]!] : [download]}
        />
      </div>
      {project.state === 'creating' && (
        <Progress label={t('Reading {name}', { name })} value={project.creation_meta?.creation_progress ?? 0} />
      )}
    </li>
  )
}

function describe(project: ProjectSummary, t: Translate): string {
  const error = project.creation_meta?.error
  switch (stateOf(project)) {
    case 'reading':
      return t('Being read …')
    case 'failed':
      return error ? tellRefusal(error) : t('Could not be read')
    case 'waiting':
      return t('Waiting to be spoken')
    case 'converting':
      return t('Being spoken …')
    case 'ready':
      return t('Ready to hear')
    case 'draft':
      return t('Draft')
  }
}
