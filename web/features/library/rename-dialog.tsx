import { useState } from 'react'
import { useTranslate } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/fields.tsx'

interface RenameDialogProps {
  name: string
  onRename: (name: string) => void
  onClose: () => void
}

export function RenameDialog({ name: before, onRename, onClose }: RenameDialogProps) {
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
