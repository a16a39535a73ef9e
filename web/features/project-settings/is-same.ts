/** Whether two forms are filled in alike. */
export function isSame<Fields extends Record<string, string>>(one: Fields, other: Fields): boolean {
  return Object.keys(one).every((name) => one[name] === other[name])
}
