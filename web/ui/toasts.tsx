import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react'
import { Button } from './button.tsx'

export interface Toast {
  text: string
  /** What can be done about it, such as Undo. */
  action?: { label: string; run: () => void }
  /** It is an error: it is told at once, and stays. */
  isError?: boolean
  /** Called when it goes without its action. */
  onGone?: () => void
}

type Shown = Toast & { id: number }

const ShowToast = createContext<(toast: Toast) => void>(() => {})

/** Shows a line at the bottom for some seconds. */
export function useToast(): (toast: Toast) => void {
  return useContext(ShowToast)
}

const shownMilliseconds = 8_000
const againMilliseconds = 1_000

export function ToastProvider({ closeLabel, children }: { closeLabel: string; children: ReactNode }) {
  const [toasts, setToasts] = useState<Shown[]>([])
  const count = useRef(0)
  const remove = useCallback((id: number) => {
    setToasts((all) => all.filter((one) => one.id !== id))
  }, [])
  const show = useCallback(
    (toast: Toast) => {
      const id = ++count.current
      // What is told again, and nothing can be done about, is told once.
      setToasts((all) => [
        ...all.filter((one) => one.action || one.onGone || one.text !== toast.text).slice(-2),
        { ...toast, id },
      ])
      if (toast.isError) return
      const end = () => {
        // Nobody loses what they are about to press.
        if (place.current?.matches(':hover, :focus-within')) return void setTimeout(end, againMilliseconds)
        remove(id)
        toast.onGone?.()
      }
      setTimeout(end, shownMilliseconds)
    },
    [remove],
  )
  const place = useRef<HTMLDivElement>(null)
  const before = useRef<EventTarget | null>(null)
  /** Whoever pressed a button of it is where they were before. */
  const dismiss = (id: number) => {
    remove(id)
    if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus()
  }
  const list = useMemo(() => toasts, [toasts])
  return (
    <ShowToast value={show}>
      {children}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only remembers where the focus came from */}
      <div
        ref={place}
        className="toasts"
        onFocus={({ currentTarget, relatedTarget }) => {
          if (!currentTarget.contains(relatedTarget)) before.current = relatedTarget
        }}
      >
        {list.map((toast) => (
          <div key={toast.id} role={toast.isError ? 'alert' : 'status'} className="toast">
            {toast.text}
            {toast.action && (
              <Button
                onClick={() => {
                  dismiss(toast.id)
                  toast.action?.run()
                }}
              >
                {toast.action.label}
              </Button>
            )}
            {toast.isError && <Button icon="close" label={closeLabel} onClick={() => dismiss(toast.id)} />}
          </div>
        ))}
      </div>
    </ShowToast>
  )
}
