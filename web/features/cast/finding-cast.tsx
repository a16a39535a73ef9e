import { useRef } from 'react'
import type { CastResponse } from '../../client/types.ts'
import { tellRefusal } from '../../i18n/refusals.ts'
import { useTranslate } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Notice, Progress } from '../../ui/fields.tsx'
import { useFocusWhenLost } from '../../ui/use-focus-when-lost.ts'
import { isUnderWay } from './cast.ts'

interface FindingCastProps {
  cast: CastResponse
  /** There is no text in which anybody could speak. */
  isEmpty: boolean
  mayEdit: boolean
  onFind: (again?: boolean) => void
  onStop: () => void
}

/** How far looking for the cast is, and the ways to begin it. */
export function FindingCast({ cast, isEmpty, mayEdit, onFind, onStop }: FindingCastProps) {
  const t = useTranslate()
  const stop = useRef<HTMLButtonElement>(null)
  useFocusWhenLost(stop, isUnderWay(cast) ? 'finding' : 'idle')
  if (isUnderWay(cast)) {
    return (
      <div className="card my-4 grid gap-3">
        <div className="flex items-center justify-between gap-3">
          <p role="status">{t('The text is being read for who speaks …')}</p>
          {mayEdit && (
            <Button ref={stop} icon="stop" onClick={onStop}>
              {t('Stop')}
            </Button>
          )}
        </div>
        <Progress label={t('Finding the characters')} value={cast.progress} />
      </div>
    )
  }
  const failure = cast.state === 'failed' && cast.error && <Notice>{tellRefusal(cast.error)}</Notice>
  if (cast.lines.length > 0) return failure
  return (
    <>
      {failure}
      <div className="empty">
        <h2>{cast.state === 'ready' ? t('Nobody speaks in this text') : t('A voice for every character')}</h2>
        <p className="max-w-prose">
          {cast.state === 'ready'
            ? t('There are no quotations in it. When the text has changed, it can be read again.')
            : t(
                'The text is read for who says which line. Everybody gets a voice that fits; what is unsure stays with the narrator. Nothing is changed before you apply it.',
              )}
        </p>
        {isEmpty && <p>{t('There is no text in this project yet.')}</p>}
        {!isEmpty && !mayEdit && <p>{t('Whoever may change the book can begin it.')}</p>}
        {!isEmpty && mayEdit && (
          <Button look="line" icon="people" onClick={() => onFind()}>
            {t('Find the characters')}
          </Button>
        )}
      </div>
    </>
  )
}
