import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { ask, askRaw } from '../../client/api.ts'
import { findSnapshotToTake, missingCharacters } from '../../client/newest-snapshot.ts'
import { projectQuery } from '../../client/queries.ts'
import type { Project } from '../../client/types.ts'
import { tellRefusal } from '../../i18n/refusals.ts'
import { chooseLanguage, useTranslate } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice, Progress } from '../../ui/fields.tsx'
import { useToast } from '../../ui/toasts.tsx'
import { useFocusWhenLost } from '../../ui/use-focus-when-lost.ts'
import { type ExportFormat, exportFormats, spokenShareOf } from './formats.ts'

interface ExportDialogProps {
  projectId: string
  mayEdit: boolean
  onClose: () => void
}

interface Made {
  name: string
  url: string
}

/** A project becomes a file: what is missing is said and can be spoken first. */
export function ExportDialog({ projectId, mayEdit, onClose }: ExportDialogProps) {
  const t = useTranslate()
  const toast = useToast()
  const isOpen = useRef(true)
  const queries = useQueryClient()
  const project = useQuery({ ...projectQuery(projectId), refetchInterval: 2_000 })
  const [format, setFormat] = useState<ExportFormat>('mp3')
  const [made, setMade] = useState<Made>()
  const [progress, setProgress] = useState<number>()
  const convert = useMutation({
    mutationFn: () => ask(`/v1/studio/projects/${projectId}/convert`, { method: 'POST' }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['project', projectId] }),
  })
  const stopping = useRef(new AbortController())
  const create = useMutation({
    mutationFn: () => createFile(project.data!, { format, mayEdit }, setProgress, stopping.current.signal),
    onMutate() {
      stopping.current = new AbortController()
      setMade(undefined)
      setProgress(0)
    },
    onSuccess(file) {
      setMade(file)
      download(file)
      if (!isOpen.current) toast({ text: t('{name} is made.', { name: file.name }) })
    },
    onSettled() {
      setProgress(undefined)
      return queries.invalidateQueries({ queryKey: ['project', projectId] })
    },
  })
  const link = useRef<HTMLAnchorElement>(null)
  useEffect(() => {
    if (made) link.current?.focus()
  }, [made])
  useEffect(() => {
    isOpen.current = true
    return () => {
      isOpen.current = false
    }
  }, [])

  const shown = project.data
  const missing = shown ? missingCharacters(shown) : 0
  const isWorking = shown?.state === 'converting' || shown?.state === 'in_queue'
  const isConverting = (convert.isPending || isWorking) && !create.isPending
  const mayCreate = shown && (shown.can_be_downloaded || (mayEdit && missing === 0))
  const isStopped = create.isError && stopping.current.signal.aborted
  const problem = convert.error ?? (isStopped ? null : create.error)
  const next = useRef<HTMLButtonElement>(null)
  useFocusWhenLost(next, isConverting ? 'converting' : create.isPending ? 'making' : 'ready')
  return (
    <Dialog
      title={t('Export')}
      closeLabel={t('Close')}
      onClose={onClose}
      foot={
        <Button
          ref={isConverting || create.isPending ? undefined : next}
          look="main"
          disabled={!mayCreate || isConverting || create.isPending}
          onClick={() => create.mutate()}
        >
          {t('Create file')}
        </Button>
      }
    >
      <div role="radiogroup" aria-label={t('Format')} className="grid grid-cols-2 gap-1">
        {exportFormats.map((one) => (
          <label key={one.id} className="menu-item">
            <input type="radio" name="format" checked={one.id === format} onChange={() => setFormat(one.id)} />
            {t(one.label)}
          </label>
        ))}
      </div>
      {shown && isConverting && (
        <div className="grid justify-items-start gap-2">
          <p role="status">{t('The missing paragraphs are being spoken.')}</p>
          <Progress label={t('Spoken')} value={spokenShareOf(shown)} />
          {mayEdit && (
            <Button
              ref={next}
              look="line"
              icon="stop"
              onClick={() => ask(`/lectern/v1/projects/${projectId}/cancel`, { method: 'POST' }).catch(() => {})}
            >
              {t('Stop')}
            </Button>
          )}
        </div>
      )}
      {shown && !isConverting && !create.isPending && missing > 0 && (
        <div className="grid justify-items-start gap-2">
          <p>
            {shown.can_be_downloaded
              ? t(
                  '{count} character is not spoken yet; the file has what was converted before.|{count} characters are not spoken yet; the file has what was converted before.',
                  { count: missing },
                )
              : t('{count} character is not spoken yet.|{count} characters are not spoken yet.', { count: missing })}
          </p>
          {mayEdit && (
            <Button look="line" icon="generate" onClick={() => convert.mutate()}>
              {t('Generate what is missing')}
            </Button>
          )}
        </div>
      )}
      {format === 'report' && shown?.can_be_downloaded && (
        <a
          className="underline"
          href={`/projects/${projectId}/report?language=${chooseLanguage()}`}
          target="_blank"
          rel="noreferrer"
        >
          {t('Read the report')}
        </a>
      )}
      {progress !== undefined && (
        <div className="grid justify-items-start gap-2">
          <p role="status">{t('The file is being made.')}</p>
          <Progress label={t('The file is being made.')} value={progress} />
          <Button ref={next} look="line" icon="stop" onClick={() => stopping.current.abort()}>
            {t('Stop')}
          </Button>
        </div>
      )}
      {problem && <Notice>{problem.message}</Notice>}
      {made && (
        <a ref={link} className="button line whitespace-normal wrap-anywhere" href={made.url} download={made.name}>
          {t('Download {name}', { name: made.name })}
        </a>
      )}
    </Dialog>
  )
}

/** It is saved without a further click. */
function download({ name, url }: Made): void {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
}

/** @param onProgress from 0 to 1 */
async function createFile(
  project: Project,
  { format, mayEdit }: { format: ExportFormat; mayEdit: boolean },
  onProgress: (progress: number) => void,
  signal: AbortSignal,
): Promise<Made> {
  const path = `/v1/studio/projects/${project.project_id}/snapshots`
  const id = await findSnapshotToTake(project.project_id, { mayEdit, signal })
  const name = project.title ?? project.name
  if (format === 'mp3')
    return receive(
      await askRaw(`${path}/${id}/stream`, { method: 'POST', json: { convert_to_mpeg: true }, signal }),
      `${name}.mp3`,
      onProgress,
    )
  if (format === 'zip')
    return receive(await askRaw(`${path}/${id}/archive`, { method: 'POST', signal }), `${name}.zip`, onProgress)
  return untilExported(
    `/lectern/v1/projects/${project.project_id}/snapshots/${id}/exports/${format}`,
    onProgress,
    signal,
  )
}

async function receive(answer: Response, name: string, onProgress: (progress: number) => void): Promise<Made> {
  const total = Number(answer.headers.get('content-length') ?? 0)
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let received = 0
  for await (const piece of answer.body!) {
    pieces.push(piece)
    received += piece.length
    if (total > 0) onProgress(received / total)
  }
  const type = answer.headers.get('content-type') ?? ''
  return { name, url: URL.createObjectURL(new Blob(pieces, { type })) }
}

interface Export {
  export_id: string
  state: 'queued' | 'working' | 'ready' | 'failed'
  progress: number
  file_name: string
  download_url: string | null
  error: { code: string; message: string } | null
}

async function untilExported(path: string, onProgress: (progress: number) => void, signal: AbortSignal): Promise<Made> {
  let one = await ask<Export>(path, { method: 'POST', json: {} })
  while (one.state === 'queued' || one.state === 'working') {
    if (signal.aborted) {
      await ask(`/lectern/v1/exports/${one.export_id}`, { method: 'DELETE' }).catch(() => {}) // it ends by itself, later
      throw signal.reason
    }
    onProgress(one.progress)
    await new Promise((resolve) => setTimeout(resolve, 700))
    one = await ask<Export>(`/lectern/v1/exports/${one.export_id}`)
  }
  if (one.state === 'failed') throw new Error(one.error ? tellRefusal(one.error) : undefined)
  return { name: one.file_name, url: one.download_url ?? `/lectern/v1/exports/${one.export_id}/file` }
}
