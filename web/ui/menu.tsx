import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { Button } from './button.tsx'
import { Icon, type IconName } from './icons.tsx'

export interface MenuItem {
  /** Where labels may be alike. */
  id?: string
  label: string
  icon?: IconName
  keys?: string
  isDisabled?: boolean
  onSelect: () => void
}

interface MenuProps {
  label: string
  icon?: IconName
  /** Shown on the button; without it the label is only its name. */
  text?: string
  look?: 'main' | 'line' | 'plain'
  isDisabled?: boolean
  items: MenuItem[]
}

/** A button that opens a list of things to do. Arrows and first letters choose, Escape and Tab close. */
export function Menu({ label, icon, text, look = 'plain', isDisabled, items }: MenuProps) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const [isOpen, setOpen] = useState(false)
  const [hasItems, setItems] = useState(false) // of hundreds of menus few are ever opened
  const button = () => document.getElementById(`${id}-button`)!

  function open(last = false) {
    flushSync(() => setItems(true))
    const popover = list.current!
    popover.showPopover()
    place(popover, button().getBoundingClientRect())
    enabled(popover)
      .at(last ? -1 : 0)
      ?.focus()
  }
  function close() {
    list.current!.hidePopover()
    button().focus()
  }
  function press(event: KeyboardEvent) {
    const all = enabled(list.current!)
    const at = all.indexOf(document.activeElement as HTMLElement)
    const byKey: Record<string, HTMLElement | undefined> = {
      ArrowDown: all[(at + 1) % all.length],
      ArrowUp: all.at(at - 1),
      Home: all[0],
      End: all.at(-1),
    }
    const isLetter = event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey
    const byLetter = () =>
      [...all.slice(at + 1), ...all].find((one) => one.textContent?.toLowerCase().startsWith(event.key.toLowerCase()))
    const next = byKey[event.key] ?? (isLetter ? byLetter() : undefined)
    if (event.key === 'Tab') list.current!.hidePopover()
    if (event.key === 'Escape') close()
    if (!next && event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    next?.focus()
  }

  return (
    <>
      <Button
        id={`${id}-button`}
        look={look}
        icon={icon}
        label={text ? undefined : label}
        disabled={isDisabled}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => (isOpen ? close() : open())}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
          event.preventDefault()
          event.stopPropagation()
          open(event.key === 'ArrowUp')
        }}
      >
        {text}
      </Button>
      <div
        ref={list}
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        className="menu"
        tabIndex={-1}
        onKeyDown={press}
        onToggle={(event) => setOpen(event.newState === 'open')}
      >
        {(hasItems ? items : []).map((item) => (
          <button
            key={item.id ?? item.label}
            type="button"
            role="menuitem"
            className="menu-item"
            tabIndex={-1}
            disabled={item.isDisabled}
            onPointerEnter={(event) => event.currentTarget.focus()}
            onClick={() => {
              close()
              item.onSelect()
            }}
          >
            {item.icon && <Icon name={item.icon} />}
            {item.label}
            {item.keys && <kbd>{item.keys}</kbd>}
          </button>
        ))}
      </div>
    </>
  )
}

function enabled(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role=menuitem]:not(:disabled)')]
}

/** Below the button, or above it where there is no room; inside the window. */
function place(menu: HTMLElement, button: DOMRect): void {
  const { width, height } = menu.getBoundingClientRect()
  const below = button.bottom + 6
  const top = below + height < innerHeight ? below : Math.max(8, button.top - 6 - height)
  const left = Math.max(8, Math.min(button.right - width, innerWidth - width - 8))
  Object.assign(menu.style, { top: `${top}px`, left: `${left}px` })
}
