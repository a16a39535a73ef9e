import { useEffect, useState } from 'react'
import { useTranslate } from '../../i18n/translate.ts'
import { Select } from '../../ui/fields.tsx'

/** Stops the sound after some minutes. */
export function SleepTimer({ onSleep }: { onSleep: () => void }) {
  const t = useTranslate()
  const [minutes, setMinutes] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: it begins anew only when it is set
  useEffect(() => {
    if (minutes === 0) return
    const timer = setTimeout(() => {
      setMinutes(0)
      onSleep()
    }, minutes * 60_000)
    return () => clearTimeout(timer)
  }, [minutes])
  return (
    <Select
      label={t('Sleep timer')}
      isQuiet
      value={minutes}
      options={[0, 10, 20, 30, 45, 60].map((one) => ({
        value: String(one),
        label: one === 0 ? t('No sleep timer') : t('Stop in {count} min', { count: one }),
      }))}
      onChange={(value) => setMinutes(Number(value))}
    />
  )
}
