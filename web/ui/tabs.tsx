import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react'

export interface Tab {
  id: string
  label: string
  content: ReactNode
}

/** One of several panels is shown; what was written in the others stays. Arrow keys go from tab to tab. */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  const [shownId, show] = useState(tabs[0]!.id)
  const id = useId()
  const shown = tabs.find((tab) => tab.id === shownId) ?? tabs[0]!
  const seen = useRef(new Set<string>())
  seen.current.add(shown.id)

  function move(event: KeyboardEvent) {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    const next = tabs[(tabs.indexOf(shown) + step + tabs.length) % tabs.length]!
    show(next.id)
    document.getElementById(`${id}-${next.id}`)?.focus()
  }

  return (
    <div>
      <div role="tablist" aria-label={label} className="tabs" onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            id={`${id}-${tab.id}`}
            type="button"
            role="tab"
            className="tab"
            aria-selected={tab === shown}
            aria-controls={`${id}-${tab.id}-panel`}
            tabIndex={tab === shown ? 0 : -1}
            onClick={() => show(tab.id)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      {tabs.map((tab) => (
        <div
          key={tab.id}
          id={`${id}-${tab.id}-panel`}
          role="tabpanel"
          aria-labelledby={`${id}-${tab.id}`}
          className="pt-4"
          hidden={tab !== shown}
        >
          {seen.current.has(tab.id) && tab.content}
        </div>
      ))}
    </div>
  )
}
