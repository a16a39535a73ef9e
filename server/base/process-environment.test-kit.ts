/**
 * What of our environment a program that tests start gets: where programs are, and where compiled code is kept, which in a
 * data folder made just now is nowhere.
 */
export const processEnvironment: Record<string, string> = Object.fromEntries(
  ['PATH', 'NODE_COMPILE_CACHE'].flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value]]
  }),
)
