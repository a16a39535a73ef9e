import { childElements, type XmlElement } from '../markup/xml.ts'

/** An attribute by its name without prefix: `val` for `w:val`. */
export function attribute(element: XmlElement | undefined, name: string): string | undefined {
  if (!element) return undefined
  const usual = element.attributes[`w:${name}`] ?? element.attributes[name]
  if (usual !== undefined) return usual
  return Object.entries(element.attributes).find(([key]) => key.endsWith(`:${name}`))?.[1]
}

/** The first child of a name. */
export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element && childElements(element).find((one) => one.name === name)
}

/** The `val` of a child: that of `<w:outlineLvl w:val="0"/>`. */
export function settingOf(element: XmlElement | undefined, name: string): string | undefined {
  return attribute(child(element, name), 'val')
}

/** Whether a property is there and not switched off. */
export function isOn(properties: XmlElement | undefined, name: string): boolean | undefined {
  const found = child(properties, name)
  return found && !/^(?:0|false|off|none)$/i.test(attribute(found, 'val') ?? 'true')
}
