import { type FormEvent, useState } from 'react'
import { useTranslate } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/fields.tsx'

interface NewCharacterDialogProps {
  /** How many lines they get. */
  count: number
  onAdd: (name: string) => void
  onClose: () => void
}

/** Somebody whom nobody has found yet, with lines that others had. */
export function NewCharacterDialog({ count, onAdd, onClose }: NewCharacterDialogProps) {
  const t = useTranslate()
  const [name, setName] = useState('')
  function add(event: FormEvent) {
    event.preventDefault()
    onAdd(name.trim())
  }
  return (
    <Dialog
      title={t('New character')}
      closeLabel={t('Close')}
      onClose={onClose}
      foot={
        <Button look="main" type="submit" form="new-character" disabled={name.trim() === ''}>
          {t('Give {count} line|Give {count} lines', { count })}
        </Button>
      }
    >
      <form id="new-character" onSubmit={add}>
        <TextField label={t('Name')} value={name} onChange={(event) => setName(event.target.value)} />
      </form>
    </Dialog>
  )
}
