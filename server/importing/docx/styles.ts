import { childElements, type XmlElement } from '../markup/xml.ts'
import { attribute, child, isOn, settingOf } from './word-xml.ts'

/** A style of the document, with what it has from those that it is based on. */
export type Style = {
  /** As the person who writes sees it; those of Word itself are in English in every language. */
  name: string
  /** From 0; 9 and more is body text. */
  outlineLevel?: number
  numbering?: { id: string; level: number }
  look: Look
}

export type Look = { halfPoints?: number; isBold?: boolean; isHidden?: boolean; font?: string; isCentred?: boolean }

export type Styles = { find(id: string | undefined): Style | undefined; defaults: Look; language?: string }

const deepestBase = 20

export function readStyles(root: XmlElement | undefined): Styles {
  const styles = child(root, 'styles')
  const elements = new Map<string, XmlElement>()
  let usual: string | undefined
  for (const style of styles ? childElements(styles).filter(({ name }) => name === 'style') : []) {
    const id = attribute(style, 'styleid')
    if (id === undefined) continue
    elements.set(id, style)
    if (attribute(style, 'type') === 'paragraph' && /^(?:1|true|on)$/.test(attribute(style, 'default') ?? ''))
      usual = id
  }
  const found = new Map<string, Style>()
  const find = (id: string | undefined) => {
    if (id === undefined || !elements.has(id)) return undefined
    if (!found.has(id)) found.set(id, toStyle(id, elements))
    return found.get(id)
  }
  const runDefaults = child(child(child(styles, 'docdefaults'), 'rprdefault'), 'rpr')
  const defaults = { ...lookOf(runDefaults, undefined), ...find(usual)?.look }
  return { find, defaults, language: attribute(child(runDefaults, 'lang'), 'val') }
}

/** What is nearest wins. */
function toStyle(id: string, elements: ReadonlyMap<string, XmlElement>): Style {
  const chain: XmlElement[] = []
  for (let next: string | undefined = id; next !== undefined && chain.length < deepestBase; ) {
    const element: XmlElement | undefined = elements.get(next)
    if (!element) break
    chain.push(element)
    next = settingOf(element, 'basedon')
  }
  const style: Style = { name: settingOf(chain[0], 'name') ?? id, look: {} }
  for (const element of chain.reverse()) {
    const properties = child(element, 'ppr')
    style.outlineLevel = levelOf(properties) ?? style.outlineLevel
    style.numbering = numberingOf(properties) ?? style.numbering
    style.look = { ...style.look, ...lookOf(child(element, 'rpr'), properties) }
  }
  return style
}

export function levelOf(properties: XmlElement | undefined): number | undefined {
  const level = settingOf(properties, 'outlinelvl')
  return level !== undefined && /^\d$/.test(level) ? Number(level) : undefined
}

/** The list that a paragraph stands in; id 0 takes it out of the one that its style has. */
export function numberingOf(properties: XmlElement | undefined): Style['numbering'] {
  const numbering = child(properties, 'numpr')
  if (!numbering) return undefined
  return { id: settingOf(numbering, 'numid') ?? '', level: Number(settingOf(numbering, 'ilvl') ?? 0) || 0 }
}

/** Only what is said, so that it can lie over another look. */
export function lookOf(run: XmlElement | undefined, paragraph: XmlElement | undefined): Look {
  const look: Look = {}
  const size = Number(settingOf(run, 'sz'))
  if (size > 0) look.halfPoints = size
  const isBold = isOn(run, 'b')
  if (isBold !== undefined) look.isBold = isBold
  const isHidden = isOn(run, 'vanish')
  if (isHidden !== undefined) look.isHidden = isHidden
  const font = attribute(child(run, 'rfonts'), 'ascii')
  if (font !== undefined) look.font = font
  const alignment = settingOf(paragraph, 'jc')
  if (alignment !== undefined) look.isCentred = alignment === 'center'
  return look
}
