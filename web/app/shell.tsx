import { Outlet } from '@tanstack/react-router'
import { CommandProvider } from '../features/palette/commands.tsx'

/** What is around every page but the one of signing in: the commands. */
export function Shell() {
  return (
    <CommandProvider>
      <Outlet />
    </CommandProvider>
  )
}
