import { useTranslate } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'

interface EmptyShelfProps {
  mayEdit: boolean
  /** Whether files can be dropped on this screen. */
  mayDrop: boolean
  onChoose: () => void
  onSample: () => void
}

/** What stands where there is no project yet: the ways to the first one. */
export function EmptyShelf({ mayEdit, mayDrop, onChoose, onSample }: EmptyShelfProps) {
  const t = useTranslate()
  if (!mayEdit) {
    return (
      <div className="empty">
        <h2>{t('There is no project yet')}</h2>
      </div>
    )
  }
  return (
    <div className="empty">
      <h2>{mayDrop ? t('Drop a book here') : t('Begin with a book')}</h2>
      <p>
        {t('EPUB, PDF, Word, HTML, Markdown or text. It is read in seconds, and the first page can be heard at once.')}
      </p>
      <div className="flex flex-wrap justify-center gap-2">
        <Button look="line" icon="plus" onClick={onChoose}>
          {t('Choose a document')}
        </Button>
        <Button look="line" icon="book" onClick={onSample}>
          {t('Open the sample book')}
        </Button>
      </div>
    </div>
  )
}
