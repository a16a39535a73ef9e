/** Builds the pages unless they are what their sources would give. Several may do so at once. */
export function buildWeb(folder?: string): Promise<void>
