/** What stands where a secret stood. */
export const mask = '********'

/** A parameter of a URL. */
const parameter = /([?&;#])([^=&;#?\s"'<>]+)=([^&;#\s"'<>]+)/g

/** Parameters that let somebody in: tokens, passwords, and the signatures of links that are good for a while. */
const secretName = /key|token|secret|passw(?:or)?d|pwd|sig|signature|auth|credential|session|code/i

/** What may be a URL: it ends at white space, quotes and angle brackets. */
const word = /[^\s"'<>]+/g

/** A user name, a password or both before a host, up to the last `@` of the authority (WHATWG URL, 4.4). */
const userInfo = /((?<![a-z0-9+.-])[a-z0-9+.-]+:\/\/)([^/?#@]*(?:@[^/?#@]*)*)@/gi

/** A password with a slash, `?` or `#` in it: a colon that no port follows, or any in the URL of a database. */
const brokenUserInfo =
  /(postgres(?:ql)?:\/\/)(.*)@|((?<![a-z0-9+.-])[a-z0-9+.-]+:\/\/)([^/?#@:[]*:(?!\d{0,5}[/?#]).*)@/gi

/**
 * A text in which no URL shows a secret any more: neither what stands before its host nor what its parameters hold. Of a
 * user name and a password the name stays; alone it may be a token, and goes. Takes time in proportion to the text, since
 * strangers decide what is logged.
 */
export function maskSecrets(text: string): string {
  const withoutUsers = text.includes('://') && text.includes('@') ? text.replace(word, maskUsers) : text
  return withoutUsers.replace(parameter, (all, before, name) =>
    secretName.test(name) ? `${before}${name}=${mask}` : all,
  )
}

/** Behind its last `@` a word holds no user; without that rest, whatever begins like a URL with a user is one. */
function maskUsers(url: string): string {
  const end = url.lastIndexOf('@') + 1
  if (end === 0 || !url.includes('://')) return url
  const masked = url
    .slice(0, end)
    .replace(brokenUserInfo, (_, database, inDatabase, scheme, inOther) =>
      database === undefined ? `${scheme}${maskUser(inOther)}@` : `${database}${maskUser(inDatabase)}@`,
    )
    .replace(userInfo, (_, scheme, user) => `${scheme}${maskUser(user)}@`)
  return masked + url.slice(end)
}

function maskUser(user: string): string {
  const colon = user.indexOf(':')
  return colon === -1 ? mask : `${user.slice(0, colon)}:${mask}`
}
