import { useEffect, useRef } from 'react'
import { useTranslate } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { useFocusWhenLost } from '../../ui/use-focus-when-lost.ts'
import type { ReviewItem } from './review.ts'

interface ReviewPanelProps {
  items: ReviewItem[]
  shownId: string | undefined
  mayEdit: boolean
  onShow: (item: ReviewItem) => void
  onListen: (item: ReviewItem) => void
  onFix: (item: ReviewItem) => void
  onRight: (item: ReviewItem) => void
  onClose: () => void
}

/** Leads through what is worth a listen: J and K go on and back, L listens, F says it differently, R finds it right. */
export function ReviewPanel({ items, shownId, mayEdit, onShow, onListen, onFix, onRight, onClose }: ReviewPanelProps) {
  const t = useTranslate()
  const list = useRef<HTMLOListElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  useFocusWhenLost(panel, items.map((item) => item.id).join(' '))
  // Its keys are heard at once, and whoever closes it is where they were before.
  useEffect(() => {
    const before = document.activeElement
    panel.current?.focus()
    return () => {
      const isLost = document.activeElement === null || document.activeElement === document.body
      if (isLost && before instanceof HTMLElement) before.focus()
    }
  }, [])
  const index = Math.max(
    0,
    items.findIndex((item) => item.id === shownId),
  )
  const shown = items[index]

  useEffect(() => {
    if (shownId !== undefined) list.current?.children[index]?.scrollIntoView({ block: 'nearest' })
  }, [index, shownId])

  function press(event: React.KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || !shown) return
    const next = items[Math.min(index + 1, items.length - 1)]!
    const previous = items[Math.max(index - 1, 0)]!
    const acts: Record<string, () => void> = {
      KeyJ: () => onShow(next),
      KeyK: () => onShow(previous),
      KeyL: () => onListen(shown),
      KeyF: () => mayEdit && onFix(shown),
      KeyR: () => onRight(shown),
    }
    const act = acts[event.code]
    if (!act) return
    event.preventDefault()
    act()
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its buttons do the same
    <div ref={panel} className="grid gap-3 outline-none" tabIndex={-1} onKeyDown={press}>
      <div className="flex items-center gap-2">
        <h2 className="panel-title !p-0 flex-1">{t('Worth a listen')}</h2>
        {items.length > 0 && (
          <span className="muted">{t('{at} of {total}', { at: index + 1, total: items.length })}</span>
        )}
        <Button icon="close" label={t('Close')} onClick={onClose} />
      </div>
      {items.length === 0 && (
        <p className="muted">{t('Nothing to look at. What is spoken from now on may bring more.')}</p>
      )}
      {items.length > 0 && (
        <p className="muted text-[13px]">{t('Keys: J next, K back, L listen, F fix, R it is right.')}</p>
      )}
      <ol ref={list} className="grid gap-2">
        {items.map((item) => (
          <li key={item.id} className="card grid gap-2" data-shown={item === shown ? '' : undefined}>
            <button type="button" className="text-left" onClick={() => onShow(item)}>
              <strong className={item.kind === 'guessed' ? 'given' : ''}>{item.text}</strong>
              <span className="muted block text-[13px]">
                {item.kind === 'guessed' ? t('Its sound was guessed.') : item.message}
              </span>
            </button>
            <div className="flex flex-wrap gap-1">
              <Button look="line" icon="play" onClick={() => onListen(item)}>
                {t('Listen')}
              </Button>
              {mayEdit && (
                <Button look="line" onClick={() => onFix(item)}>
                  {t('Fix')}
                </Button>
              )}
              <Button onClick={() => onRight(item)}>{t('It is right')}</Button>
            </div>
          </li>
        ))}
      </ol>
    </div>
  )
}
