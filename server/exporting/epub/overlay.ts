/** A stretch of text and of sound that belong together. Addresses are from the overlay's place. */
export interface Clip {
  /** `page.xhtml#id` */
  text: string
  sound: string
  startSeconds: number
  endSeconds: number
}

/**
 * A media overlay. Source: W3C, EPUB 3.3, "Media overlays".
 * @param chapter the address of what is read as a whole, where one is known
 */
export function overlayOf(clips: Clip[], chapter?: string): string {
  const pars = clips.map(({ text, sound, startSeconds, endSeconds }, index) => {
    const times = `clipBegin="${toClock(startSeconds)}" clipEnd="${toClock(Math.max(endSeconds, startSeconds + 0.001))}"`
    return `<par id="p${index + 1}"><text src="${text}"/><audio src="${sound}" ${times}/></par>`
  })
  const all = pars.join('\n')
  const body = chapter ? `<seq id="all" epub:textref="${chapter}" epub:type="chapter">\n${all}\n</seq>` : all
  return `<?xml version="1.0" encoding="UTF-8"?>
<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops" version="3.0">
<body>
${body}
</body>
</smil>
`
}

/** Seconds to the millisecond, as SMIL writes them. */
export function toClock(seconds: number): string {
  return `${seconds.toFixed(3)}s`
}
