import { useQuery } from '@tanstack/react-query'
import { ask } from '../../client/api.ts'
import { useTranslate, writeMoment } from '../../i18n/translate.ts'
import { Notice } from '../../ui/fields.tsx'

interface CallbackRow {
  callback_id: string
  url: string
  state: 'waiting' | 'delivered' | 'failed'
  attempts: number
  last_error: string | null
  created_at_unix: number
}

/** What was told to other systems, and whether they heard it. */
export function CallbacksTab() {
  const t = useTranslate()
  const log = useQuery({
    queryKey: ['callbacks'],
    queryFn: () => ask<{ callbacks: CallbackRow[] }>('/lectern/v1/callbacks?page_size=50'),
    refetchInterval: 5_000,
  })
  const texts = { waiting: t('Waiting'), delivered: t('Delivered'), failed: t('Failed') }
  if (log.error) return <Notice>{log.error.message}</Notice>
  if (log.data?.callbacks.length === 0) {
    return (
      <div className="grid max-w-prose gap-2">
        <p>{t('Nobody has been called back yet.')}</p>
        <p className="muted">
          {t(
            'Programs that make a project through the API can leave an address, which is told when it is converted. Whether they heard it is listed here.',
          )}
        </p>
      </div>
    )
  }
  return (
    <div className="overflow-x-auto">
      <table className="plain">
        <thead>
          <tr>
            <th>{t('When')}</th>
            <th>{t('Address')}</th>
            <th>{t('State')}</th>
          </tr>
        </thead>
        <tbody>
          {log.data?.callbacks.map((one) => (
            <tr key={one.callback_id}>
              <td className="whitespace-nowrap">{writeMoment(one.created_at_unix)}</td>
              <td className="break-all">{one.url}</td>
              <td>
                {texts[one.state]}
                {one.last_error && <span className="muted block">{one.last_error}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
