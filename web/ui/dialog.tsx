import { type ReactNode, useEffect, useId, useRef } from 'react'
import { Button } from './button.tsx'

interface DialogProps {
  title: string
  closeLabel: string
  isWide?: boolean
  foot?: ReactNode
  onClose: () => void
  children: ReactNode
}

/** A modal dialog while it is rendered. The browser keeps the focus inside, closes it by Escape and gives the focus back. */
export function Dialog({ title, closeLabel, isWide, foot, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  // Where the button of a pointer went down: a selection of text that ends beside the dialog is no click beside it.
  const pressed = useRef<EventTarget>(null)
  useEffect(() => {
    const before = document.activeElement
    dialog.current?.showModal()
    dialog.current?.querySelector<HTMLElement>('.dialog-main :is(input, select, textarea)')?.focus()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it as well; a click beside it is for the pointer
    <dialog
      ref={dialog}
      className={`dialog ${isWide ? 'wide' : ''}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onPointerDown={(event) => {
        pressed.current = event.target
      }}
      onClick={(event) => {
        if (event.target === dialog.current && pressed.current === dialog.current) onClose()
      }}
    >
      <div className="dialog-body">
        <div className="dialog-head">
          <h2 id={titleId}>{title}</h2>
          <Button icon="close" label={closeLabel} onClick={onClose} />
        </div>
        <div className="dialog-main">{children}</div>
        {foot && <div className="dialog-foot">{foot}</div>}
      </div>
    </dialog>
  )
}
