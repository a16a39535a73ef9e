import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ask } from '../../client/api.ts'
import type { Project } from '../../client/types.ts'
import { useTranslate } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Notice, TextField } from '../../ui/fields.tsx'
import { isSame } from './is-same.ts'

type Pauses = NonNullable<Project['pauses']>
type Written = Record<keyof Pauses, string>

/** How long it is silent between what is said. Nothing is spoken again for it; what is generated from now on has it. */
export function PausesForm({ projectId, pauses }: { projectId: string; pauses: Pauses }) {
  const t = useTranslate()
  const queries = useQueryClient()
  const [saved, setSaved] = useState<Written>(toWritten(pauses))
  const [written, setWritten] = useState(saved)
  const change = useMutation({
    mutationFn: (pauses: Pauses | null) =>
      ask<Project>(`/lectern/v1/projects/${projectId}`, { method: 'PATCH', json: { pauses } }),
    onSuccess: (changed) => {
      const now = toWritten(changed.pauses ?? pauses)
      setSaved(now)
      setWritten(now)
      return queries.invalidateQueries({ queryKey: ['project', projectId] })
    },
  })
  const isUnsaved = !change.isPending && !isSame(written, saved)
  const field = (name: keyof Pauses, label: string) => (
    <TextField
      label={label}
      type="number"
      min={0}
      max={10}
      step={0.05}
      required
      value={written[name]}
      onChange={(event) => setWritten({ ...written, [name]: event.target.value })}
    />
  )
  function save(event: FormEvent) {
    event.preventDefault()
    change.mutate(Object.fromEntries(Object.entries(written).map(([name, text]) => [name, Number(text)])) as Pauses)
  }
  return (
    <form className="grid gap-4" data-unsaved={isUnsaved || undefined} onSubmit={save}>
      <p className="muted">{t('Seconds of silence. Nothing is spoken again for it.')}</p>
      <div className="grid gap-4 md:grid-cols-2">
        {field('chapter_start_seconds', t('Before a chapter'))}
        {field('sentence_seconds', t('Between sentences'))}
        {field('paragraph_seconds', t('Between paragraphs'))}
        {field('speaker_seconds', t('Before another voice'))}
        {field('heading_seconds', t('After a heading'))}
        {field('chapter_seconds', t('At the end of a chapter'))}
      </div>
      {change.error ? (
        <Notice>{change.error.message}</Notice>
      ) : (
        <p role="status">{change.isSuccess ? t('Saved') : ''}</p>
      )}
      <div className="flex gap-2">
        <Button look="main" type="submit" disabled={change.isPending}>
          {t('Save')}
        </Button>
        <Button look="line" onClick={() => change.mutate(null)}>
          {t('As usual')}
        </Button>
      </div>
    </form>
  )
}

function toWritten(pauses: Pauses): Written {
  return Object.fromEntries(Object.entries(pauses).map(([name, seconds]) => [name, String(seconds)])) as Written
}
