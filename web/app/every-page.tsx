import { Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useTranslate } from '../i18n/translate.ts'

/** What every page begins with: the way past its beginning. */
export function EveryPage() {
  const t = useTranslate()
  useFocusOnPage()
  return (
    <>
      <a className="skip" href="#text">
        {t('Skip to text')}
      </a>
      <Outlet />
    </>
  )
}

/** What led to another page went with the page before: the focus goes on at this one. */
function useFocusOnPage(): void {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const before = useRef<string>(undefined)
  useEffect(() => {
    const isFirst = before.current === undefined || before.current === path
    before.current = path
    const text = document.getElementById('text')
    if (isFirst || !text || document.activeElement !== document.body) return
    if (!text.hasAttribute('tabindex')) text.tabIndex = -1
    text.focus({ preventScroll: true })
  }, [path])
}
