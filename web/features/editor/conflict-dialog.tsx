import { useTranslate } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import type { WrittenBlock } from './convert.ts'

interface ConflictDialogProps {
  mine: WrittenBlock[]
  theirs: WrittenBlock[]
  onResolve: (how: 'mine' | 'theirs' | 'both') => void
}

/** The chapter was changed elsewhere while it was changed here: both texts, and which of them stays. */
export function ConflictDialog({ mine, theirs, onResolve }: ConflictDialogProps) {
  const t = useTranslate()
  const [mineOnly, theirsOnly] = [differing(mine, theirs), differing(theirs, mine)]
  return (
    <Dialog
      title={t('This chapter was also changed elsewhere')}
      closeLabel={t('Close')}
      isWide
      onClose={() => {}}
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
        <Texts title={t('Written here')} blocks={mineOnly} nothing={t('Nothing of its own')} />
        <Texts title={t('Written elsewhere')} blocks={theirsOnly} nothing={t('Nothing of its own')} />
      </div>
    </Dialog>
  )
}

function Texts({ title, blocks, nothing }: { title: string; blocks: WrittenBlock[]; nothing: string }) {
  return (
    <section>
      <h3 className="panel-title">{title}</h3>
      <div className="grid gap-2 font-(family-name:--text) text-[16px]">
        {blocks.length === 0 && <p className="muted">{nothing}</p>}
        {blocks.map((block, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: new paragraphs have no other name
          <p key={index} className="card">
            {textOf(block)}
          </p>
        ))}
      </div>
    </section>
  )
}

function differing(blocks: WrittenBlock[], others: WrittenBlock[]): WrittenBlock[] {
  const texts = new Set(others.map((block) => `${block.block_id} ${textOf(block)}`))
  return blocks.filter((block) => !texts.has(`${block.block_id} ${textOf(block)}`))
}

function textOf(block: WrittenBlock): string {
  return block.nodes.map((node) => node.text).join('')
}
