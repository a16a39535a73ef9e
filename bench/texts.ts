const words =
  `the a of and to in he was that it his her with as had for she not at but be on they have him which said from all this
  one would so what were when there no we more up out who them some could time than then now into its only little very
  river garden window letter morning lantern captain winter harbour silver mountain shadow kitchen traveller evening
  silence village market teacher feather thunder whisper journey orchard pilot station bridge yellow narrow gentle
  ancient distant hurried answered carried followed remembered wondered gathered listened`.split(/\s+/)

/** Paragraphs of made-up sentences of about so many characters; the same seed gives the same ones. */
export function makeParagraphs(count: number, characters: number, seed: number): string[] {
  const random = openRandom(seed)
  return Array.from({ length: count }, () => makeParagraph(characters, random))
}

/** Uniform in [0, 1). Mulberry32 by Tommy Ettinger, public domain. */
function openRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function makeParagraph(characters: number, random: () => number): string {
  const sentences: string[] = []
  for (let length = 0; length < characters; ) {
    const sentence = makeSentence(random)
    sentences.push(sentence)
    length += sentence.length + 1
  }
  return sentences.join(' ')
}

function makeSentence(random: () => number): string {
  const count = 7 + Math.floor(random() * 12)
  const chosen = Array.from({ length: count }, () => words[Math.floor(random() * words.length)]!)
  const sentence = chosen.join(' ')
  return `${sentence[0]!.toUpperCase()}${sentence.slice(1)}.`
}
