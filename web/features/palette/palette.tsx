import { type KeyboardEvent, useState } from 'react'
import { useTranslate } from '../../i18n/translate.ts'
import { Dialog } from '../../ui/dialog.tsx'
import type { Command } from './command.ts'
import { writeKeys } from './keys.ts'

interface PaletteProps {
  what: 'palette' | 'shortcuts'
  commands: Command[]
  onClose: () => void
}

/** Every command by its name, or all that have keys. */
export default function Palette({ what, commands, onClose }: PaletteProps) {
  const t = useTranslate()
  const title = what === 'palette' ? t('Commands') : t('Keyboard shortcuts')
  return (
    <Dialog title={title} closeLabel={t('Close')} onClose={onClose}>
      {what === 'palette' ? <Finder commands={commands} onClose={onClose} /> : <Shortcuts commands={commands} />}
    </Dialog>
  )
}

function Finder({ commands, onClose }: Omit<PaletteProps, 'what'>) {
  const t = useTranslate()
  const [text, setText] = useState('')
  const [chosen, choose] = useState(0)
  const words = text.toLowerCase().split(/\s+/)
  const found = commands.filter(
    (one) => one.isEnabled !== false && words.every((word) => one.label.toLowerCase().includes(word)),
  )
  const index = Math.min(chosen, found.length - 1)

  function run(command: Command | undefined) {
    if (!command) return
    onClose()
    setTimeout(command.run) // when the dialog has given the focus back
  }
  function press(event: KeyboardEvent) {
    if (event.key === 'ArrowDown') choose(Math.min(index + 1, found.length - 1))
    else if (event.key === 'ArrowUp') choose(Math.max(index - 1, 0))
    else if (event.key === 'Enter') run(found[index])
    else return
    event.preventDefault()
  }

  return (
    <>
      <input
        className="input"
        role="combobox"
        aria-label={t('Command')}
        aria-expanded="true"
        aria-controls="commands"
        aria-activedescendant={found[index] ? `command-${found[index].id}` : undefined}
        placeholder={t('What do you want to do?')}
        value={text}
        autoComplete="off"
        onChange={(event) => {
          setText(event.target.value)
          choose(0)
        }}
        onKeyDown={press}
      />
      <div
        role="listbox"
        id="commands"
        aria-label={t('Commands')}
        className="grid max-h-[50vh] overflow-auto"
        tabIndex={-1}
      >
        {found.map((command, at) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above
          <div
            key={command.id}
            id={`command-${command.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === index}
            className="menu-item"
            data-highlighted={at === index ? '' : undefined}
            onClick={() => run(command)}
          >
            {command.label}
            {command.keys && <span className="keys">{writeKeys(command.keys)}</span>}
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="muted">{t('Nothing is called that.')}</p>}
    </>
  )
}

function Shortcuts({ commands }: { commands: Command[] }) {
  return (
    <table className="plain">
      <tbody>
        {commands
          .filter((one) => one.keys)
          .map((one) => (
            <tr key={one.id}>
              <td>{one.label}</td>
              <td className="text-right">
                <kbd className="keys">{writeKeys(one.keys!)}</kbd>
              </td>
            </tr>
          ))}
      </tbody>
    </table>
  )
}
