import { useTranslate } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Notice, Progress } from '../../ui/fields.tsx'
import type { Upload } from './use-library.ts'

/** The documents on their way to the server, and those that did not get there. */
export function Uploads({ uploads }: { uploads: Upload[] }) {
  const t = useTranslate()
  if (uploads.length === 0) return null
  return (
    <ul className="my-4 grid gap-3">
      {uploads.map((upload) => (
        <li key={upload.id} className="card grid gap-2">
          <div className="flex items-center justify-between gap-3">
            <span className="truncate font-semibold">{upload.name}</span>
            <Button onClick={upload.stop}>{upload.error ? t('Close') : t('Stop')}</Button>
          </div>
          {upload.error ? (
            <Notice>{upload.error}</Notice>
          ) : (
            <Progress label={t('Sending {name}', { name: upload.name })} value={upload.progress} />
          )}
        </li>
      ))}
    </ul>
  )
}
