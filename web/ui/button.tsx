import { type ComponentProps, useState } from 'react'
import { Icon, type IconName } from './icons.tsx'

type ButtonProps = Omit<ComponentProps<'button'>, 'className'> & {
  /** `main`: the one filled button of a screen; `line`: with a border. */
  look?: 'main' | 'line' | 'plain' | 'bad'
  icon?: IconName
  /** The icon alone is shown; the label is its name. */
  label?: string
  /** Its keys, for the tooltip. */
  keys?: string
}

export function Button({ look = 'plain', icon, label, keys, children, ...rest }: ButtonProps) {
  const isIcon = label !== undefined && children === undefined
  const [hasFocus, setFocus] = useState(false)
  // A button that is disabled loses the focus to nowhere: as long as it has it, it only does nothing.
  const isDeaf = rest.disabled === true && hasFocus
  const title = rest.title ?? (label && keys ? `${label} (${keys})` : (label ?? keys))
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled && !isDeaf}
      aria-disabled={isDeaf || undefined}
      onFocus={(event) => {
        setFocus(true)
        rest.onFocus?.(event)
      }}
      onBlur={(event) => {
        setFocus(false)
        rest.onBlur?.(event)
      }}
      onClick={isDeaf ? (event) => event.preventDefault() : rest.onClick}
      className={`button ${look} ${isIcon ? 'icon' : ''}`}
      aria-label={label ?? rest['aria-label']}
      title={title}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  )
}
