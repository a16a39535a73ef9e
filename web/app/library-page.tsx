import { useNavigate } from '@tanstack/react-router'
import { type DragEvent, useMemo, useState } from 'react'
import { flushSync } from 'react-dom'
import sampleBook from '../../samples/first-pages.epub?url'
import type { ProjectSummary } from '../client/types.ts'
import type { CreateKind } from '../features/library/create-dialog.tsx'
import { EmptyShelf } from '../features/library/empty-shelf.tsx'
import { findProjects, type Order } from '../features/library/library.ts'
import { ProjectCard } from '../features/library/project-card.tsx'
import { ShelfBar } from '../features/library/shelf-bar.tsx'
import { Uploads } from '../features/library/uploads.tsx'
import { fetchWhole, useLibrary } from '../features/library/use-library.ts'
import type { Command } from '../features/palette/command.ts'
import { useCommands, useOpenCommands } from '../features/palette/commands.tsx'
import { useTranslate } from '../i18n/translate.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/fields.tsx'
import { Menu } from '../ui/menu.tsx'
import { useToast } from '../ui/toasts.tsx'
import { useMatches } from '../ui/use-matches.ts'
import { useOnce } from '../ui/use-once.ts'
import { useTitle } from '../ui/use-title.ts'
import { LibraryDialogs } from './library-dialogs.tsx'
import { saveBlob } from './save-blob.ts'
import { useRole } from './session.ts'
import { useDelete } from './use-delete.ts'

/** All projects, and the ways to a new one. */
export function LibraryPage() {
  const t = useTranslate()
  const toast = useToast()
  const navigate = useNavigate()
  const { mayEdit } = useRole()
  const openCommands = useOpenCommands()
  const deleteProject = useDelete()
  const library = useLibrary()
  const mayDrop = !useMatches('(pointer: coarse)')
  const [text, setText] = useState('')
  const [order, setOrder] = useState<Order>('newest')
  const [creating, setCreating] = useState<CreateKind | 'podcast'>()
  const [renamed, setRenamed] = useState<ProjectSummary>()
  const [isDropping, setDropping] = useState(false)
  const all = library.projects ?? []
  const shown = useMemo(() => findProjects(all, text, order), [all, text, order])

  function close() {
    setCreating(undefined)
    setRenamed(undefined)
  }
  async function openFile(file: File) {
    const [project] = await library.createFromFiles([file])
    if (project) await navigate({ to: '/projects/$projectId', params: { projectId: project.project_id } })
  }
  const openSample = useOnce(async () => {
    const blob = await (await fetch(sampleBook)).blob()
    await openFile(new File([blob], 'First Pages.epub', { type: 'application/epub+zip' }))
  })
  async function drop(event: DragEvent) {
    event.preventDefault()
    setDropping(false)
    const files = [...event.dataTransfer.files]
    if (files.length === 1) await openFile(files[0]!)
    else await library.createFromFiles(files)
  }
  /** The focus goes to the neighbour, and comes back with what is undone. */
  function remove(project: ProjectSummary) {
    const at = shown.indexOf(project)
    const { project_id: id } = project
    flushSync(() => deleteProject(project, () => focusProject(id)))
    focusProject((shown[at + 1] ?? shown[at - 1])?.project_id)
  }
  async function download(project: ProjectSummary) {
    toast({ text: t('{name} is being put together …', { name: project.name }) })
    const blob = await fetchWhole(project.project_id, mayEdit).catch((error) => {
      toast({ text: error.message, isError: true })
    })
    if (blob) saveBlob(blob, project.name)
  }

  const commands: Command[] = useMemo(
    () => [
      {
        id: 'new-scratch',
        label: t('New project from scratch'),
        isEnabled: mayEdit,
        run: () => setCreating('scratch'),
      },
      {
        id: 'new-document',
        label: t('New project from a document'),
        isEnabled: mayEdit,
        run: () => setCreating('document'),
      },
      { id: 'new-page', label: t('New project from a web page'), isEnabled: mayEdit, run: () => setCreating('page') },
      { id: 'new-podcast', label: t('New podcast'), isEnabled: mayEdit, run: () => setCreating('podcast') },
      { id: 'settings', label: t('Settings'), run: () => void navigate({ to: '/settings' }) },
    ],
    [t, mayEdit, navigate],
  )
  useTitle(t('Projects'))
  useCommands('library', commands)

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files are also chosen in the dialog
    <div
      className="library"
      onDragOver={(event) => {
        if (!mayEdit || !event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setDropping(true)
      }}
      onDragLeave={(event) => event.currentTarget.contains(event.relatedTarget as Node) || setDropping(false)}
      onDrop={drop}
    >
      <main id="text" className="library-inner">
        <div className="flex flex-wrap items-center gap-1 md:gap-3">
          <h1 className="library-title">{t('Projects')}</h1>
          <Button icon="list" label={t('Commands')} onClick={() => openCommands('palette')} />
          <Button icon="settings" label={t('Settings')} onClick={() => void navigate({ to: '/settings' })} />
          {mayEdit && (
            <Menu
              label={t('New project')}
              text={t('New project')}
              icon="plus"
              look="main"
              items={[
                { label: t('From scratch'), onSelect: () => setCreating('scratch') },
                { label: t('From a document'), onSelect: () => setCreating('document') },
                { label: t('From a web page'), onSelect: () => setCreating('page') },
                { label: t('Podcast'), onSelect: () => setCreating('podcast') },
              ]}
            />
          )}
        </div>
        {all.length > 0 && <ShelfBar {...{ text, order }} onText={setText} onOrder={setOrder} />}
        {library.error && <Notice>{library.error.message}</Notice>}
        <Uploads uploads={library.uploads} />
        <ul className="books" aria-label={t('Projects')}>
          {shown.map((project) => (
            <ProjectCard
              key={project.project_id}
              project={project}
              mayEdit={mayEdit}
              onRename={() => setRenamed(project)}
              onDownload={() => void download(project)}
              onDelete={() => remove(project)}
            />
          ))}
        </ul>
        {all.length > 0 && shown.length === 0 && <p className="muted">{t('No project is called that.')}</p>}
        {library.projects && all.length === 0 && (
          <EmptyShelf {...{ mayEdit, mayDrop }} onChoose={() => setCreating('document')} onSample={openSample} />
        )}
        {all.length > 0 && mayEdit && mayDrop && (
          <p className="drop-hint">{t('Drop documents anywhere to begin with them.')}</p>
        )}
      </main>
      {isDropping && <div className="drop-here">{t('Let go: each document becomes a project.')}</div>}
      <LibraryDialogs {...{ library, creating, renamed }} onClose={close} />
    </div>
  )
}

/** The link of a project; the beginning of the shelf where there is none, and nothing on another page. */
function focusProject(projectId: string | undefined): void {
  const link = projectId && document.querySelector<HTMLElement>(`.book-link[href$="/${CSS.escape(projectId)}"]`)
  const other = document.querySelector<HTMLElement>('.library-inner button')
  ;(link || other)?.focus()
}
