import type { Match } from '../rule.ts'

/**
 * Whether an amount stands before a noun as an adjective does: `a ten dollar bill`, `his six foot fence`, but `ten dollars a
 * day`. Told by what stands before it (an article, a possessive, a number of things) and that a noun may follow.
 */
export function isBeforeNoun({ before, after }: Pick<Match, 'before' | 'after'>): boolean {
  if (/^-\p{L}/u.test(after)) return true
  const next = /^\s(?:\p{L}+-)?(\p{Ll}[\p{L}’']*)/u.exec(after)?.[1]
  return (
    next !== undefined &&
    !neverNouns.has(next) &&
    !/(?:ly|ed)$/.test(next) &&
    (determined.test(before) || /(?:^|\n)$/.test(before))
  )
}

const determined =
  /(?:^|[^\p{L}])(?:an?|the|this|that|these|those|every|each|another|any|some|one|two|three|four|five|six|ten|his|her|my|our|your|their|its|which|no|first|second|new|old|big|small|single|standard|typical|\p{L}+['’]s)\s(?:(?:whole|full|first|last|next|final|extra|single|new|old|big|huge|small|tiny|mere|brand-new|massive|steep|short|long)\s)?$/iu

/** What comes behind a measure that stands by itself. */
const neverNouns = new Set(
  `a an the of or and but nor in on at to for from with without by per is was were are be been being has have had will would
  can could may might must should shall do does did he she it they we you i who which that this these those there here when
  while as if than then so not no now ago later earlier away apart back down up off out over under above below across around
  through into onto toward towards along deep high tall long wide thick broad old more less each every all both only just
  too also again about after before until till since because where what how his her my our your their its himself
  north south east west northeast northwest southeast southwest ahead behind inland further farther upstream downstream
  came went got made took gave lay left kept fell ran cost paid said`.split(/\s+/),
)
