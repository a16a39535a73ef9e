import { Outlet } from '@tanstack/react-router'
import { useTranslate } from '../i18n/translate.ts'

/** What every page begins with: the way past its beginning. */
export function EveryPage() {
  const t = useTranslate()
  return (
    <>
      <a className="skip" href="#text">
        {t('Skip to text')}
      </a>
      <Outlet />
    </>
  )
}
