import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useTranslate } from '../i18n/translate.ts'
import { Button } from './button.tsx'

interface DialogProps {
  title: string
  closeLabel: string
  isWide?: boolean
  foot?: ReactNode
  onClose: () => void
  children: ReactNode
}

/**
 * A modal dialog while it is rendered. The browser keeps the focus inside, closes it by Escape and gives the focus back. It
 * begins at its first field, or at that with `data-first`. Where a form has `data-unsaved`, that is said before it is lost.
 */
export function Dialog({ title, closeLabel, isWide, foot, onClose, children }: DialogProps) {
  const t = useTranslate()
  const [warns, setWarns] = useState(false)
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  // Where the button of a pointer went down: a selection of text that ends beside the dialog is no click beside it.
  const pressed = useRef<EventTarget>(null)
  useEffect(() => {
    const before = document.activeElement
    dialog.current?.showModal()
    const first = '.dialog-main :is(input, select, textarea)'
    const field = dialog.current?.querySelector<HTMLElement>(`${first}[data-first]`)
    ;(field ?? dialog.current?.querySelector<HTMLElement>(first))?.focus()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  function close() {
    const unsaved = dialog.current?.querySelector('form[data-unsaved]')
    if (!unsaved || warns) return onClose()
    showTabOf(unsaved)
    setWarns(true)
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it as well; a click beside it is for the pointer
    <dialog
      ref={dialog}
      className={`dialog ${isWide ? 'wide' : ''}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
      onPointerDown={(event) => {
        pressed.current = event.target
      }}
      onClick={(event) => {
        if (event.target === dialog.current && pressed.current === dialog.current) close()
      }}
    >
      <div className="dialog-body" onInput={() => setWarns(false)} onSubmit={() => setWarns(false)}>
        <div className="dialog-head">
          <h2 id={titleId}>{title}</h2>
          <Button icon="close" label={closeLabel} onClick={close} />
        </div>
        <div className="dialog-main">{children}</div>
        {warns && (
          <div role="alert" className="dialog-warning">
            <p>{t('What you wrote here is not saved.')}</p>
            <Button look="line" onClick={onClose}>
              {t('Close without saving')}
            </Button>
          </div>
        )}
        {foot && <div className="dialog-foot">{foot}</div>}
      </div>
    </dialog>
  )
}

/** What is in another tab is shown. */
function showTabOf(element: Element): void {
  const panel = element.closest('[role=tabpanel][hidden]')
  if (panel) document.getElementById(panel.getAttribute('aria-labelledby')!)?.click()
}
