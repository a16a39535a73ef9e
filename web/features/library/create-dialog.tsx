import { type FormEvent, useState } from 'react'
import { voiceOptions } from '../../client/group-voices.ts'
import type { Voice } from '../../client/types.ts'
import { useTranslate } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice, Select, Switch, TextField } from '../../ui/fields.tsx'
import { nameOf, toAddress } from './library.ts'
import type { NewProject } from './use-library.ts'

export type CreateKind = 'scratch' | 'document' | 'page'

interface CreateDialogProps {
  kind: CreateKind
  voices: Voice[]
  isBusy: boolean
  problem?: string
  onCreate: (project: NewProject) => void
  onClose: () => void
}

const readableTypes = '.epub,.pdf,.docx,.fb2,.rtf,.html,.htm,.xhtml,.md,.markdown,.txt'

export function CreateDialog(props: CreateDialogProps) {
  const { kind, voices, isBusy, problem, onCreate, onClose } = props
  const t = useTranslate()
  const [name, setName] = useState('')
  const [file, setFile] = useState<File>()
  const [url, setUrl] = useState('')
  const [voiceId, setVoiceId] = useState('')
  const [findCharacters, setFindCharacters] = useState(false)
  const address = toAddress(url)
  const isReady =
    kind === 'scratch' ? name.trim() !== '' : kind === 'document' ? file !== undefined : address !== undefined

  function create(event: FormEvent) {
    event.preventDefault()
    const chosen = name.trim() || (file ? nameOf(file.name) : (address?.hostname ?? t('Untitled')))
    onCreate({
      name: chosen,
      file,
      fileName: file?.name,
      url: kind === 'page' ? address?.href : undefined,
      voiceId: voiceId || undefined,
      findCharacters,
    })
  }

  return (
    <Dialog
      title={t('New project')}
      closeLabel={t('Close')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button look="main" type="submit" form="new-project" disabled={!isReady || isBusy}>
            {t('Create')}
          </Button>
        </>
      }
    >
      <form id="new-project" className="grid gap-4" onSubmit={create}>
        {kind === 'document' && (
          <div className="field">
            <label className="label" htmlFor="new-document">
              {t('Document')}
            </label>
            <input
              id="new-document"
              className="input"
              type="file"
              accept={readableTypes}
              onChange={(event) => setFile(event.target.files?.[0])}
            />
          </div>
        )}
        {kind === 'page' && (
          <TextField
            label={t('Address')}
            inputMode="url"
            hint={url.trim() !== '' && !address ? t('This is no address: {line}', { line: url.trim() }) : undefined}
            placeholder="https://"
            value={url}
            onChange={(event) => setUrl(event.target.value)}
          />
        )}
        <TextField
          label={t('Name')}
          value={name}
          placeholder={file ? nameOf(file.name) : ''}
          onChange={(event) => setName(event.target.value)}
        />
        <Select
          label={t('Voice')}
          value={voiceId}
          options={[{ value: '', label: t('The usual voice') }, ...voiceOptions(voices, t)]}
          onChange={setVoiceId}
        />
        {kind !== 'scratch' && (
          <Switch
            label={t('Find the characters and give them voices')}
            isOn={findCharacters}
            onChange={setFindCharacters}
          />
        )}
        {problem && <Notice>{problem}</Notice>}
      </form>
    </Dialog>
  )
}
