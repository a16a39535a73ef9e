import { useEffect, useRef } from 'react'

/** Plays something for a moment, such as a voice or an older sound: one at a time. */
export function useListen(onBegin: () => void = () => {}): (url: string) => void {
  const audio = useRef<HTMLAudioElement>(null)
  useEffect(() => () => audio.current?.pause(), [])
  return (url) => {
    onBegin()
    audio.current ??= new Audio()
    audio.current.src = url
    void audio.current.play().catch(() => {})
  }
}
