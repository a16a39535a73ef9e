import { Outlet } from '@tanstack/react-router'
import { CommandProvider } from '../features/palette/commands.tsx'
import { useTranslate } from '../i18n/translate.ts'

/** What is around every page: the way past its beginning, and the commands. */
export function Shell() {
  const t = useTranslate()
  return (
    <CommandProvider>
      <a className="skip" href="#text">
        {t('Skip to text')}
      </a>
      <Outlet />
    </CommandProvider>
  )
}
