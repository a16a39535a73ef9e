import { useEffect, useRef } from 'react'
import { useTranslate } from '../i18n/translate.ts'
import { useToast } from '../ui/toasts.tsx'

/** Plays something for a moment, such as a voice or an older sound: one at a time. */
export function useListen(onBegin: () => void = () => {}): (url: string) => void {
  const t = useTranslate()
  const toast = useToast()
  const audio = useRef<HTMLAudioElement>(null)
  useEffect(() => () => audio.current?.pause(), [])
  return (url) => {
    onBegin()
    audio.current ??= new Audio()
    audio.current.src = url
    void audio.current.play().catch((error: Error) => {
      if (error.name === 'AbortError') return // something else is played by then
      toast({ text: t('This could not be played. Try again in a moment.'), isError: true })
    })
  }
}
