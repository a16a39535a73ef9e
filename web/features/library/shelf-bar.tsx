import { useTranslate } from '../../i18n/translate.ts'
import { Select } from '../../ui/fields.tsx'
import type { Order } from './library.ts'

interface ShelfBarProps {
  text: string
  order: Order
  onText: (text: string) => void
  onOrder: (order: Order) => void
}

/** Which projects are shown, and in which order. */
export function ShelfBar({ text, order, onText, onOrder }: ShelfBarProps) {
  const t = useTranslate()
  return (
    <div className="library-bar">
      <input
        type="search"
        className="input flex-1"
        aria-label={t('Search projects')}
        placeholder={t('Search projects')}
        value={text}
        onChange={(event) => onText(event.target.value)}
      />
      <Select
        label={t('Order')}
        isQuiet
        value={order}
        options={[
          { value: 'newest', label: t('Newest first') },
          { value: 'name', label: t('By name') },
        ]}
        onChange={(value) => onOrder(value as Order)}
      />
    </div>
  )
}
