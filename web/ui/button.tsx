import type { ComponentProps } from 'react'
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
  const title = rest.title ?? (label && keys ? `${label} (${keys})` : (label ?? keys))
  return (
    <button
      type="button"
      {...rest}
      className={`button ${look} ${isIcon ? 'icon' : ''}`}
      aria-label={label ?? rest['aria-label']}
      title={title}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  )
}
