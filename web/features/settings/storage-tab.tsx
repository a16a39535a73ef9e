import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../../client/api.ts'
import { statusQuery } from '../../client/queries.ts'
import type { StudioStatusResponse } from '../../client/types.ts'
import { describeQueue } from '../../i18n/describe-queue.ts'
import { chooseLocale, type Translate, useTranslate } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/fields.tsx'
import { useToast } from '../../ui/toasts.tsx'

/** What takes space, and who works. */
export function StorageTab() {
  const status = useQuery(statusQuery)
  if (status.error) return <Notice>{status.error.message}</Notice>
  if (!status.data) return <p aria-busy="true" />
  const { storage, workers, queues, database } = status.data
  return (
    <div className="grid gap-6">
      <Space storage={storage} />
      <Workers workers={workers} />
      <Queues queues={queues} />
      <p className="muted">{database}</p>
    </div>
  )
}

type Storage = StudioStatusResponse['storage']

function Space({ storage }: { storage: Storage }) {
  const t = useTranslate()
  const toast = useToast()
  const queries = useQueryClient()
  const clear = useMutation({
    mutationFn: () => ask<{ deleted: number }>('/lectern/v1/renditions', { method: 'DELETE' }),
    onSuccess: ({ deleted }) =>
      toast({
        text: t('{count} encoded chapter is deleted.|{count} encoded chapters are deleted.', { count: deleted }),
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['status'] }),
  })
  const parts = partsOf(storage, t)
  const used = parts.reduce((sum, { bytes }) => sum + bytes, 0)
  return (
    <section className="grid gap-3">
      <h2 className="label">{t('Space')}</h2>
      <p>
        <strong className="big-figure">{writeBytes(used)}</strong>{' '}
        <span className="muted">
          {storage.free_bytes === null ? t('used') : t('used, {free} free', { free: writeBytes(storage.free_bytes) })}
        </span>
      </p>
      <div className="space-bar" aria-hidden="true">
        {parts.map(({ id, bytes }, index) => (
          <i key={id} className={`v${index + 1}`} style={{ flexGrow: bytes }} />
        ))}
      </div>
      <ul className="rows" aria-label={t('What takes space')}>
        {parts.map(({ id, name, bytes, hint }, index) => (
          <li key={id}>
            <span className={`dot v${index + 1}`} />
            <span className="min-w-0 flex-1">
              <span className="font-semibold">{name}</span>
              <span className="muted block text-[13px]">{hint}</span>
              {id === 'renditions' && bytes > 0 && (
                <span className="mt-2 block">
                  <Button look="line" disabled={clear.isPending} onClick={() => clear.mutate()}>
                    {t('Delete encoded chapters')}
                  </Button>
                </span>
              )}
            </span>
            <span className="figure">{writeBytes(bytes)}</span>
          </li>
        ))}
      </ul>
      {clear.error && <Notice>{clear.error.message}</Notice>}
    </section>
  )
}

function partsOf(storage: Storage, t: Translate) {
  const { takes_bytes: takes, collectable_bytes: soon } = storage
  return [
    {
      ...{ id: 'takes', name: t('What was spoken'), bytes: takes },
      hint: t('Kept as long as a text or its history has it; {soon} will soon be freed.', { soon: writeBytes(soon) }),
    },
    {
      ...{ id: 'renditions', name: t('Encoded chapters'), bytes: storage.renditions_bytes },
      hint: t('Made again when somebody listens; what was heard within the hour stays.'),
    },
    {
      ...{ id: 'exports', name: t('Exports'), bytes: storage.exports_bytes },
      hint: t('Files that were made to be taken away. They go by themselves after a while.'),
    },
    {
      ...{ id: 'database', name: t('Database'), bytes: storage.database_bytes },
      hint: t('Texts, settings, and where everything is.'),
    },
  ]
}

function Workers({ workers }: Pick<StudioStatusResponse, 'workers'>) {
  const t = useTranslate()
  return (
    <section className="grid gap-2">
      <h2 className="label">{t('Workers')}</h2>
      {workers.length === 0 && <p className="muted">{t('No worker is running: nothing is spoken.')}</p>}
      <ul className="rows" aria-label={t('Workers')}>
        {workers.map(({ id, process, engines, voice_count: count, job_count: jobs }) => (
          <li key={id}>
            <span className="min-w-0 flex-1">
              <span className="font-semibold">{process ?? id}</span>
              <span className="muted block text-[13px]">
                {t('{count} voice of {engines}|{count} voices of {engines}', { count, engines: engines.join(', ') })}
              </span>
            </span>
            <span className="muted">{jobs > 0 ? t('Busy: {count}', { count: jobs }) : t('Idle')}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Queues({ queues }: Pick<StudioStatusResponse, 'queues'>) {
  const t = useTranslate()
  const busy = queues.filter(({ waiting, working }) => waiting + working > 0)
  return (
    <section className="grid gap-2">
      <h2 className="label">{t('Queues')}</h2>
      {busy.length === 0 && <p className="muted">{t('Nothing waits.')}</p>}
      <ul className="rows" aria-label={t('Queues')}>
        {busy.map(({ name, waiting, working }) => (
          <li key={name}>
            <span className="min-w-0 flex-1">{describeQueue(name, t)}</span>
            <span className="muted">{t('{waiting} waiting, {working} running', { waiting, working })}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** `3.2 GB`, in units of powers of ten, as disks are sold. */
function writeBytes(bytes: number): string {
  const units = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte']
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes / 1000, 1)) / 3))
  const value = bytes / 1000 ** (power + 1)
  return value.toLocaleString(chooseLocale(), {
    ...{ style: 'unit', unit: units[power], unitDisplay: 'short' },
    maximumFractionDigits: power > 0 && value < 100 ? 1 : 0,
  })
}
