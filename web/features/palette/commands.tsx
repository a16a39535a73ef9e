import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslate } from '../../i18n/translate.ts'
import { Later } from '../../ui/later.tsx'
import type { Command } from './command.ts'
import { matchesKeys } from './keys.ts'

interface Commands {
  /** Adds the commands of a page while it is shown. */
  offer: (owner: string, commands: Command[]) => void
  open: (what: 'palette' | 'shortcuts') => void
}

const Context = createContext<Commands>({ offer: () => {}, open: () => {} })

const loadPalette = () => import('./palette.tsx').then((module) => module.default)

export function CommandProvider({ children }: { children: ReactNode }) {
  const t = useTranslate()
  const offered = useRef(new Map<string, Command[]>())
  const [opened, setOpened] = useState<'palette' | 'shortcuts'>()
  const own: Command[] = useMemo(
    () => [
      { id: 'palette', label: t('Commands'), keys: 'Mod+KeyK', run: () => setOpened('palette') },
      { id: 'shortcuts', label: t('Keyboard shortcuts'), keys: 'Mod+Slash', run: () => setOpened('shortcuts') },
    ],
    [t],
  )
  useEffect(() => {
    function press(event: KeyboardEvent) {
      const all = [...own, ...[...offered.current.values()].flat()]
      const command = all.find((one) => one.keys && matchesKeys(one.keys, event))
      if (!command || command.isEnabled === false) return
      // A dialog that is open has its own keys.
      if (document.querySelector('dialog[open]') && !own.includes(command)) return
      event.preventDefault()
      command.run()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [own])
  const value = useMemo(
    () => ({
      offer: (owner: string, commands: Command[]) => void offered.current.set(owner, commands),
      open: setOpened,
    }),
    [],
  )
  return (
    <Context value={value}>
      {children}
      {opened && (
        <Later
          load={loadPalette}
          onFailed={() => setOpened(undefined)}
          props={{
            what: opened,
            commands: [...[...offered.current.values()].flat(), ...own],
            onClose: () => setOpened(undefined),
          }}
        />
      )}
    </Context>
  )
}

/** Offers these commands while the component is there. */
export function useCommands(owner: string, commands: Command[]): void {
  const { offer } = useContext(Context)
  useEffect(() => offer(owner, commands)) // those of the moment
  useEffect(() => () => offer(owner, []), [offer, owner])
}

export function useOpenCommands(): Commands['open'] {
  return useContext(Context).open
}
