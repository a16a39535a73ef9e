/** Whether a statement failed because such a row is there already. Looks through the causes: drizzle wraps errors. */
export function isUniqueViolation(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false
  return (thrown as { code?: unknown }).code === '23505' || isUniqueViolation(thrown.cause)
}
