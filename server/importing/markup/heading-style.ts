/** Word for "heading" in the names of styles that programs in other languages make. */
const headingNames =
  /^(?:heading|head|überschrift|titre|título|titulo|titolo|rubrik|overskrift|otsikko|kop|nagłówek|заголовок|nadpis|címsor|başlık|titlu|标题|標題|見出し|제목|επικεφαλίδα|titular|encabezado)[ _-]*(\d)/i

/** Names that publishers' own styles have. */
const publishersNames: readonly [RegExp, number][] = [
  [/^(?:title|book ?title|titel|titre|título|titolo|标题)$/i, 0],
  [/^part ?(?:title|number|name|head(?:ing)?)\b/i, 0],
  [/^chap(?:ter)?[ _-]?(?:title|name|head(?:ing)?|number|no)?$/i, 0],
  [/^(?:h|a|head|heading)[ _-]?(?:a|1)(?:[ _-]?head)?$/i, 1],
  [/^(?:h|b|head|heading)[ _-]?(?:b|2)(?:[ _-]?head)?$/i, 2],
  [/^(?:h|c|head|heading)[ _-]?(?:c|3)(?:[ _-]?head)?$/i, 3],
]

/** The level, from 0, of a style that has no outline level of its own, by its name. */
export function levelByName(name: string): number | undefined {
  const digit = headingNames.exec(name)?.[1]
  if (digit !== undefined) return Math.max(0, Number(digit) - 1)
  return publishersNames.find(([pattern]) => pattern.test(name))?.[1]
}

/** Entries of a table of contents, of figures or of an index. */
export function isContentsStyle(name: string): boolean {
  return (
    /^(?:toc|contents|verzeichnis|inhaltsverzeichnis|tm|tdc|sommario|table of (?:figures|authorities))[ _-]*\d*$/i.test(
      name,
    ) && !/^contents$/i.test(name)
  )
}

export function isIndexStyle(name: string): boolean {
  return /^index[ _-]*\d$/i.test(name)
}

/** Listings of programs. */
export function isCodeStyle(name: string): boolean {
  return (
    /source ?code|html preformatted|\bcode\b|listing|verbatim|preformatted text|codewide|plain ?code/i.test(name) &&
    !/caption/i.test(name)
  )
}
