import { hostname } from 'node:os'

/** How the connections of this process begin in pg_stat_activity; those of every Lectern begin with `lectern/`. */
export const processName = `lectern/${process.pid}@${hostname().slice(0, 30)}`

/**
 * The `application_name` of a connection, at most 63 bytes as PostgreSQL keeps.
 * Every connection to an embedded server must have one: the server is stopped when no other process has any.
 */
export function toApplicationName(role: string): string {
  return `${processName} ${role}`.slice(0, 63)
}
