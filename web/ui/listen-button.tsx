import { type ComponentProps, useEffect, useRef, useState } from 'react'
import { useTranslate } from '../i18n/translate.ts'
import { Button } from './button.tsx'

type ListenButtonProps = Omit<ComponentProps<typeof Button>, 'icon' | 'onClick'> & {
  /** Settles when it is heard, or will not be. Called once more before, it stops waiting. */
  onListen: () => Promise<void>
}

/** What takes less is not worth a word. */
const quickMilliseconds = 300

/** Lets something be heard, and shows while its sound is still to come; pressed then, it stops that. */
export function ListenButton({ onListen, children, ...rest }: ListenButtonProps) {
  const t = useTranslate()
  const [isWaiting, setWaiting] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  function listen() {
    if (timer.current !== undefined && !isWaiting) return // pressed twice at once
    clearTimeout(timer.current)
    setWaiting(false)
    const own = setTimeout(() => setWaiting(true), quickMilliseconds)
    timer.current = own
    void onListen().finally(() => {
      if (timer.current !== own) return // what was stopped ends while another waits
      clearTimeout(own)
      timer.current = undefined
      setWaiting(false)
    })
  }
  return (
    <>
      <Button {...rest} icon={isWaiting ? 'stop' : 'play'} data-waiting={isWaiting ? '' : undefined} onClick={listen}>
        {children}
      </Button>
      <span role="status" className="only-heard">
        {isWaiting && t('The voice is getting ready …')}
      </span>
    </>
  )
}
