/** Builds the pages unless they are what their sources would give. */
export function buildWeb(): Promise<void>
