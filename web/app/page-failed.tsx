import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { ApiError } from '../client/api.ts'
import { useTranslate } from '../i18n/translate.ts'
import { Button } from '../ui/button.tsx'
import { useTitle } from '../ui/use-title.ts'

/** A page that could not be shown: what happened, and the ways on. */
export function PageFailed({ error }: ErrorComponentProps) {
  const t = useTranslate()
  const router = useRouter()
  const isGone = error instanceof ApiError && error.status === 404
  useTitle(isGone ? t('This is not there any more') : t('This page did not open'))
  return (
    <main className="reading" id="text">
      <h1>{isGone ? t('This is not there any more') : t('This page did not open')}</h1>
      <p role="alert">{error instanceof Error ? error.message : String(error)}</p>
      <div className="flex gap-2">
        <Button look="main" onClick={() => router.invalidate()}>
          {t('Try again')}
        </Button>
        <Link to="/" className="button line">
          {t('Projects')}
        </Link>
      </div>
    </main>
  )
}

export function PageMissing() {
  const t = useTranslate()
  useTitle(t('There is no such page'))
  return (
    <main className="reading" id="text">
      <h1>{t('There is no such page')}</h1>
      <Link to="/" className="button line">
        {t('Projects')}
      </Link>
    </main>
  )
}
