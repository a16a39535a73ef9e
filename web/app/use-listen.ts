import { useEffect, useRef } from 'react'
import { useTranslate } from '../i18n/translate.ts'
import { useToast } from '../ui/toasts.tsx'

/**
 * Plays something for a moment, such as a voice or an older sound: one at a time. It is waited for until it is heard; asked for
 * once more before that, it is stopped.
 */
export function useListen(onBegin: () => void = () => {}): (url: string) => Promise<void> {
  const t = useTranslate()
  const toast = useToast()
  const audio = useRef<HTMLAudioElement>(null)
  const awaited = useRef<{ url: string }>(undefined)
  useEffect(() => () => audio.current?.pause(), [])
  return async (url) => {
    audio.current ??= new Audio()
    if (awaited.current?.url === url) {
      awaited.current = undefined
      audio.current.removeAttribute('src')
      audio.current.load() // nobody goes on making it
      return
    }
    onBegin()
    const own = { url }
    awaited.current = own
    audio.current.src = url
    await audio.current.play().catch((error: Error) => {
      if (error.name === 'AbortError') return // something else is played by then, or nothing
      toast({ text: t('This could not be played. Try again in a moment.'), isError: true })
    })
    if (awaited.current === own) awaited.current = undefined
  }
}
