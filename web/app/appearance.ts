export type Appearance = 'system' | 'light' | 'dark'

export function readAppearance(): Appearance {
  const kept = localStorage.getItem('appearance')
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

/** Light, dark, or as the system is. */
export function keepAppearance(appearance: Appearance): void {
  if (appearance === 'system') localStorage.removeItem('appearance')
  else localStorage.setItem('appearance', appearance)
  applyAppearance()
}

export function applyAppearance(): void {
  document.documentElement.dataset.appearance = readAppearance()
}
