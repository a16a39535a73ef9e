import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type DragEvent, useMemo, useState } from 'react'
import { flushSync } from 'react-dom'
import sampleBook from '../../samples/first-pages.epub?url'
import { voicesQuery } from '../client/queries.ts'
import type { ProjectSummary } from '../client/types.ts'
import { CreateDialog, type CreateKind } from '../features/library/create-dialog.tsx'
import { findProjects, type Order } from '../features/library/library.ts'
import { ProjectCard } from '../features/library/project-card.tsx'
import { fetchWhole, useLibrary } from '../features/library/use-library.ts'
import type { Command } from '../features/palette/command.ts'
import { useCommands, useOpenCommands } from '../features/palette/commands.tsx'
import { useTranslate } from '../i18n/translate.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice, Progress, Select, TextField } from '../ui/fields.tsx'
import { Later } from '../ui/later.tsx'
import { Menu } from '../ui/menu.tsx'
import { useToast } from '../ui/toasts.tsx'
import { useTitle } from '../ui/use-title.ts'
import { saveBlob } from './save-blob.ts'
import { useRole } from './session.ts'

const loadPodcast = () => import('../features/library/podcast-dialog.tsx').then((module) => module.PodcastDialog)

/** All projects, and the ways to a new one. */
export function LibraryPage() {
  const t = useTranslate()
  const toast = useToast()
  const navigate = useNavigate()
  const { mayEdit } = useRole()
  const openCommands = useOpenCommands()
  const library = useLibrary()
  const voices = useQuery(voicesQuery)
  const [text, setText] = useState('')
  const [order, setOrder] = useState<Order>('newest')
  const [creating, setCreating] = useState<CreateKind | 'podcast'>()
  const [renamed, setRenamed] = useState<ProjectSummary>()
  const [isDropping, setDropping] = useState(false)
  const all = library.projects ?? []
  const shown = useMemo(() => findProjects(all, text, order), [all, text, order])

  async function openFile(file: File) {
    const [project] = await library.createFromFiles([file])
    if (project) await navigate({ to: '/projects/$projectId', params: { projectId: project.project_id } })
  }
  async function openSample() {
    const blob = await (await fetch(sampleBook)).blob()
    await openFile(new File([blob], 'First Pages.epub', { type: 'application/epub+zip' }))
  }
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
    const { deletions } = library
    flushSync(() => deletions.add(id))
    focusProject((shown[at + 1] ?? shown[at - 1])?.project_id)
    const bringBack = () => {
      flushSync(() => deletions.undo(id))
      focusProject(id)
    }
    toast({
      text: t('{name} is deleted.', { name: project.name }),
      action: { label: t('Undo'), run: bringBack },
      onGone: () => void deletions.confirm(id).catch((error) => toast({ text: error.message, isError: true })),
    })
  }
  async function download(project: ProjectSummary) {
    toast({ text: t('{name} is being put together …', { name: project.name }) })
    const blob = await fetchWhole(project.project_id).catch((error) => {
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
        <div className="flex flex-wrap items-center gap-3">
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
        {all.length > 0 && (
          <div className="library-bar">
            <input
              type="search"
              className="input flex-1"
              aria-label={t('Search projects')}
              placeholder={t('Search projects')}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
            <Select
              label={t('Order')}
              isQuiet
              value={order}
              options={[
                { value: 'newest', label: t('Newest first') },
                { value: 'name', label: t('By name') },
              ]}
              onChange={(value) => setOrder(value as Order)}
            />
          </div>
        )}
        {library.error && <Notice>{library.error.message}</Notice>}
        {library.uploads.length > 0 && (
          <ul className="my-4 grid gap-3">
            {library.uploads.map((upload) => (
              <li key={upload.id} className="card grid gap-2">
                <div className="flex items-center justify-between gap-3">
                  <span className="truncate font-semibold">{upload.name}</span>
                  <Button onClick={upload.stop}>{upload.error ? t('Close') : t('Stop')}</Button>
                </div>
                {upload.error ? (
                  <Notice>{upload.error}</Notice>
                ) : (
                  <Progress label={t('Sending {name}', { name: upload.name })} value={upload.progress} />
                )}
              </li>
            ))}
          </ul>
        )}
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
          <div className="empty">
            <h2>{mayEdit ? t('Drop a book here') : t('There is no project yet')}</h2>
            {mayEdit && (
              <p>
                {t(
                  'EPUB, PDF, Word, HTML, Markdown or text. It is read in seconds, and the first page can be heard at once.',
                )}
              </p>
            )}
            {mayEdit && (
              <div className="flex flex-wrap justify-center gap-2">
                <Button look="line" icon="plus" onClick={() => setCreating('document')}>
                  {t('Choose a document')}
                </Button>
                <Button look="line" icon="book" onClick={() => void openSample()}>
                  {t('Open the sample book')}
                </Button>
              </div>
            )}
          </div>
        )}
        {all.length > 0 && mayEdit && <p className="drop-hint">{t('Drop documents anywhere to begin with them.')}</p>}
      </main>
      {isDropping && <div className="drop-here">{t('Let go: each document becomes a project.')}</div>}
      {creating === 'podcast' && voices.data && (
        <Later
          load={loadPodcast}
          onFailed={() => setCreating(undefined)}
          props={{
            voices: voices.data,
            onClose: () => setCreating(undefined),
            onCreated: ({ project_id: projectId }: ProjectSummary) =>
              void navigate({ to: '/projects/$projectId/script', params: { projectId } }),
          }}
        />
      )}
      {creating && creating !== 'podcast' && (
        <CreateDialog
          kind={creating}
          voices={voices.data ?? []}
          isBusy={library.create.isPending}
          problem={library.create.error?.message}
          onClose={() => setCreating(undefined)}
          onCreate={async (project) => {
            const made = await library.create.mutateAsync(project).catch(() => undefined)
            if (made) await navigate({ to: '/projects/$projectId', params: { projectId: made.project_id } })
          }}
        />
      )}
      {renamed && (
        <RenameDialog
          name={renamed.name}
          onClose={() => setRenamed(undefined)}
          onRename={(name) => {
            library.rename.mutate({ project: renamed, name })
            setRenamed(undefined)
          }}
        />
      )}
    </div>
  )
}

/** The link of a project; the beginning of the shelf where there is none, and nothing on another page. */
function focusProject(projectId: string | undefined): void {
  const link = projectId && document.querySelector<HTMLElement>(`.book-link[href$="/${CSS.escape(projectId)}"]`)
  const other = document.querySelector<HTMLElement>('.library-inner button')
  ;(link || other)?.focus()
}

interface RenameDialogProps {
  name: string
  onRename: (name: string) => void
  onClose: () => void
}

function RenameDialog({ name: before, onRename, onClose }: RenameDialogProps) {
  const t = useTranslate()
  const [name, setName] = useState(before)
  return (
    <Dialog
      title={t('Rename')}
      closeLabel={t('Close')}
      onClose={onClose}
      foot={
        <Button look="main" type="submit" form="rename" disabled={name.trim() === ''}>
          {t('Rename')}
        </Button>
      }
    >
      <form
        id="rename"
        onSubmit={(event) => {
          event.preventDefault()
          onRename(name.trim())
        }}
      >
        <TextField label={t('Name')} value={name} onChange={(event) => setName(event.target.value)} />
      </form>
    </Dialog>
  )
}
