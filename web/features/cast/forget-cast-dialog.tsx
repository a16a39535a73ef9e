import { useTranslate } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'

interface ForgetCastDialogProps {
  onForget: () => void
  onClose: () => void
}

/** Asks first, since nothing brings back what was changed by hand. */
export function ForgetCastDialog({ onForget, onClose }: ForgetCastDialogProps) {
  const t = useTranslate()
  return (
    <Dialog
      title={t('Forget it all and find it again')}
      closeLabel={t('Close')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button look="main" onClick={onForget}>
            {t('Find it again')}
          </Button>
        </>
      }
    >
      <p>{t('What was changed here by hand is forgotten, and cannot be undone. The text stays as it is.')}</p>
    </Dialog>
  )
}
