import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'
import { Icon, type IconName } from '../ui/icons.tsx'

/** A link to another page, drawn as its icon; the label is its name. */
export const IconLink = createLink(IconAnchor)

function IconAnchor({ href, icon, label, ...rest }: ComponentProps<'a'> & { icon: IconName; label: string }) {
  return (
    <a {...rest} href={href} className="button icon" aria-label={label} title={label}>
      <Icon name={icon} />
    </a>
  )
}
