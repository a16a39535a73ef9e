/** Something that can be done here. Menus, keys and the palette are drawn from lists of these. */
export interface Command {
  id: string
  label: string
  /** As `Mod+Shift+KeyK`: modifiers and an `event.code`. */
  keys?: string
  isEnabled?: boolean
  run: () => void
}
