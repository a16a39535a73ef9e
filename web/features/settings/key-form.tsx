import { type FormEvent, useState } from 'react'
import type { CreateKeyResponse } from '../../client/types.ts'
import { useTranslate } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Select, TextField } from '../../ui/fields.tsx'

export interface NewKey {
  name: string
  role: 'admin' | 'editor' | 'viewer'
  days?: number
}

interface KeyFormProps {
  /** The first key is that of an admin: somebody has to be one. */
  isFirst: boolean
  isBusy: boolean
  onCreate: (key: NewKey) => Promise<CreateKeyResponse>
}

/** Makes a key, and shows its secret the one time that there is. */
export function KeyForm({ isFirst, isBusy, onCreate }: KeyFormProps) {
  const t = useTranslate()
  const [name, setName] = useState('')
  const [role, setRole] = useState<NewKey['role']>('editor')
  const [days, setDays] = useState('')
  const [secret, setSecret] = useState<string>()

  async function create(event: FormEvent) {
    event.preventDefault()
    const key = { name: name.trim(), role: isFirst ? 'admin' : role, ...(days && { days: Number(days) }) } as const
    const made = await onCreate(key).catch(() => undefined)
    if (!made) return
    setSecret(made.secret)
    setName('')
  }
  return (
    <form className="card grid gap-4" onSubmit={create}>
      <div className="key-form">
        <TextField
          label={t('Name')}
          placeholder={t('For whom or what it is')}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Select
          label={t('Role')}
          value={isFirst ? 'admin' : role}
          disabled={isFirst}
          options={[
            { value: 'viewer', label: t('Viewer') },
            { value: 'editor', label: t('Editor') },
            { value: 'admin', label: t('Admin') },
          ]}
          onChange={(value) => setRole(value as NewKey['role'])}
        />
        <Select
          label={t('Good for')}
          value={days}
          options={[
            { value: '', label: t('Ever') },
            ...[30, 90, 365].map((count) => ({
              value: String(count),
              label: t('{count} day|{count} days', { count }),
            })),
          ]}
          onChange={setDays}
        />
        <Button look="main" type="submit" disabled={name.trim() === '' || isBusy}>
          {t('Make a key')}
        </Button>
      </div>
      {secret && <Secret secret={secret} />}
    </form>
  )
}

function Secret({ secret }: { secret: string }) {
  const t = useTranslate()
  const [isCopied, setCopied] = useState(false)
  async function copy() {
    const isDone = await navigator.clipboard?.writeText(secret).then(
      () => true,
      () => false,
    )
    setCopied(isDone ?? false)
  }
  return (
    <div className="flex items-end gap-3">
      <div className="min-w-0 flex-1">
        <TextField
          label={t('Secret, shown only this once')}
          readOnly
          value={secret}
          onFocus={(event) => event.target.select()}
        />
      </div>
      <Button look="line" onClick={() => void copy()}>
        {isCopied ? t('Copied') : t('Copy')}
      </Button>
    </div>
  )
}
