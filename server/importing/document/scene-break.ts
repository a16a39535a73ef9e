import type { ImportedBlock } from './imported-document.ts'

/** The text of a block that only marks a break between scenes. */
export const sceneBreak = '***'

/** `* * *`, `***`, `---`, `#`, `⁂` and their kin. */
export function isSceneBreak(text: string): boolean {
  return /^(?:[*⁂•~#·✻❦]\s*){1,9}$|^(?:[-_=–—]\s*){3,}$/u.test(text)
}

/** A break between scenes stands between two paragraphs; elsewhere a rule is an ornament. */
export function withSensibleBreaks(blocks: ImportedBlock[]): ImportedBlock[] {
  return blocks.filter(({ text }, index) => {
    const [before, after] = [blocks[index - 1], blocks[index + 1]]
    return text !== sceneBreak || (before?.subType === 'p' && after?.subType === 'p' && after.text !== sceneBreak)
  })
}
