const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform)

type Pressed = Pick<KeyboardEvent, 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>

/** Whether these keys were pressed: by their place on the keyboard, since Alt and a letter writes a sign on some. */
export function matchesKeys(keys: string, event: Pressed, onMac = isMac): boolean {
  const parts = keys.split('+')
  const has = (name: string) => parts.includes(name)
  const mod = onMac ? event.metaKey : event.ctrlKey
  const other = onMac ? event.ctrlKey : event.metaKey
  return (
    event.code === parts.at(-1) &&
    mod === has('Mod') &&
    !other &&
    event.altKey === has('Alt') &&
    event.shiftKey === has('Shift')
  )
}

const signs: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  Backslash: '\\',
  Slash: '/',
  Escape: 'Esc',
}

/** As people read them: `Alt+Shift+Enter`, on a Mac `⌥⇧Enter`. */
export function writeKeys(keys: string, onMac = isMac): string {
  const names = keys.split('+').map((part) => signs[part] ?? part.replace(/^(Key|Digit)/, ''))
  if (!onMac) return names.map((name) => (name === 'Mod' ? 'Ctrl' : name)).join('+')
  const marks: Record<string, string> = { Mod: '⌘', Alt: '⌥', Shift: '⇧' }
  return names.map((name) => marks[name] ?? name).join('')
}
