/** The text of a block that only marks a break between scenes. */
export const sceneBreak = '***'

/** `* * *`, `***`, `---`, `#`, `⁂` and their kin. */
export function isSceneBreak(text: string): boolean {
  return /^(?:[*⁂•~#·✻❦]\s*){1,9}$|^(?:[-_=–—]\s*){3,}$/u.test(text)
}
