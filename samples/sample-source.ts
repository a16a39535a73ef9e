/** A chapter of the sample: its file name, its headings, and its paragraphs; `***` is a break between scenes. */
export type SampleChapter = { id: string; title: string; subtitle?: string; blocks: string[] }

export type SampleBook = { chapters: SampleChapter[]; notes: Map<string, string> }

/** Reads `# Title`, `@ Subtitle`, paragraphs between blank lines, `[^1]` in the text and `[^1]: note` at the end. */
export function toSampleBook(source: string): SampleBook {
  const notes = new Map([...source.matchAll(/^\[\^(\d+)\]: (.+)$/gm)].map(([, number, text]) => [number!, text!]))
  const parts = source.replace(/^\[\^\d+\]: .+$/gm, '').split(/^# /m)
  return { chapters: parts.slice(1).map(toChapter), notes }
}

function toChapter(part: string, index: number): SampleChapter {
  const [head = '', ...blocks] = part.trim().split(/\n\n+/)
  const [title = '', subtitle] = head.split('\n@ ')
  return { id: index === 0 ? 'preface' : `chapter-${index}`, title, subtitle, blocks }
}
