import { Component, type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react'
import { useTranslate } from '../i18n/translate.ts'
import { useToast } from './toasts.tsx'

interface LaterProps<Props> {
  load: () => Promise<ComponentType<Props>>
  props: Props
  /** It could not be loaded, or fell over, and is to be taken away: what is around it stays, and it can be shown again. */
  onFailed: () => void
}

/** A part that is loaded when it is first shown. */
export function Later<Props extends object>({ load, props, onFailed }: LaterProps<Props>) {
  const t = useTranslate()
  const toast = useToast()
  const [Part] = useState(() => lazy(async () => ({ default: (await load()) as ComponentType<object> })))
  return (
    <Guard
      onFailed={() => {
        toast({ text: t('This could not be opened. Try again, or load the page anew.'), isError: true })
        onFailed()
      }}
    >
      <Suspense>
        <Part {...props} />
      </Suspense>
    </Guard>
  )
}

class Guard extends Component<{ onFailed: () => void; children: ReactNode }> {
  override state = { isFailed: false }
  static getDerivedStateFromError() {
    return { isFailed: true }
  }
  override componentDidCatch() {
    this.props.onFailed()
  }
  override render() {
    return this.state.isFailed ? null : this.props.children
  }
}
