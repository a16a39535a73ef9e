import { useTranslate } from '../i18n/translate.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'

interface Paragraph {
  id: string | null | undefined
  text: string
}

interface ConflictDialogProps {
  /** What was changed. */
  title: string
  mine: Paragraph[]
  theirs: Paragraph[]
  onResolve: (how: 'mine' | 'theirs' | 'both') => void
}

/** Something was changed elsewhere while it was changed here: both texts, and which of them stays. Who does not choose keeps both. */
export function ConflictDialog({ title, mine, theirs, onResolve }: ConflictDialogProps) {
  const t = useTranslate()
  const [mineOnly, theirsOnly] = [differing(mine, theirs), differing(theirs, mine)]
  return (
    <Dialog
      title={title}
      closeLabel={t('Close')}
      isWide
      onClose={() => onResolve('both')}
      foot={
        <>
          <Button look="line" onClick={() => onResolve('theirs')}>
            {t('Keep theirs')}
          </Button>
          <Button look="line" onClick={() => onResolve('both')}>
            {t('Keep both')}
          </Button>
          <Button look="main" onClick={() => onResolve('mine')}>
            {t('Keep mine')}
          </Button>
        </>
      }
    >
      <p className="muted">{t('Only the paragraphs that differ are shown.')}</p>
      <div className="grid gap-5 md:grid-cols-2">
        <Texts title={t('Written here')} texts={mineOnly} nothing={t('Nothing of its own')} />
        <Texts title={t('Written elsewhere')} texts={theirsOnly} nothing={t('Nothing of its own')} />
      </div>
    </Dialog>
  )
}

function Texts({ title, texts, nothing }: { title: string; texts: string[]; nothing: string }) {
  return (
    <section>
      <h3 className="panel-title">{title}</h3>
      <div className="grid gap-2 font-(family-name:--text) text-[16px]">
        {texts.length === 0 && <p className="muted">{nothing}</p>}
        {texts.map((text, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: new paragraphs have no other name
          <p key={index} className="card">
            {text}
          </p>
        ))}
      </div>
    </section>
  )
}

function differing(paragraphs: Paragraph[], others: Paragraph[]): string[] {
  const known = new Set(others.map(({ id, text }) => `${id} ${text}`))
  return paragraphs.filter(({ id, text }) => !known.has(`${id} ${text}`)).map(({ text }) => text)
}
