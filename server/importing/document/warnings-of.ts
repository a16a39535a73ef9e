import { type ImportedDocument, type ImportWarning, type LeftOut, leftOutKinds } from './imported-document.ts'

/** What the person who imported a document should know: what was left out of it, then what was repaired. */
export function warningsOf({
  leftOut = [],
  warnings,
}: Pick<ImportedDocument, 'leftOut' | 'warnings'>): ImportWarning[] {
  return [...leftOut.map(toWarning), ...warnings]
}

function toWarning(piece: LeftOut): ImportWarning {
  return { code: `left_out_${piece.what}`, message: describeLeftOut(piece), count: piece.count }
}

/** "Left out: notes (12, 340 words), such as "By all accounts."" */
function describeLeftOut({ what, count, words, example }: LeftOut): string {
  const size = `${count}, ${words} ${words === 1 ? 'word' : 'words'}`
  return `Left out: ${leftOutKinds[what]} (${size})${example ? `, such as "${example}"` : ''}.`
}
