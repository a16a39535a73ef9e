import { splitSentences } from '#server/text/sentences.ts'

/** What pages say to machines that read them, never to people. A few ways are enough: more guards stand behind. */
const order =
  /\b(?:ignore|disregard|forget|override)\b[^.!?]{0,40}\b(?:previous|prior|above|earlier|preceding|all|your)\b[^.!?]{0,30}\b(?:instructions?|prompts?|rules|guidelines)\b|\b(?:system|developer) (?:prompt|message)\b|\byou are (?:now |an? )(?:AI|assistant|language model|chatbot)\b|\b(?:as|to) (?:an? |the |any )?(?:AI|LLM|language model|chatbot)s?\b[^.!?]{0,60}\b(?:must|should|please|say|write|output|reply)\b/i

/** The commonest of them in the other languages that hosts speak. */
const foreignOrder =
  /(?<!\p{L})(?:ignorier|missachte|vergiss|vergesst|vergessen sie|ignorez|ignore|oublie|ne tiens pas compte|olvida|ignora|dimentica|esqueça|negeer|vergeet)[^.!?]{0,40}(?<!\p{L})(?:anweisung|instruktion|vorgabe|instructions? |consigne|instruccion|istruzion|instruç|instructie|aanwijzing)/iu

/** A paragraph without the sentences that give orders to machines, and how many those were. */
export function withoutOrders(text: string, language: string): { text: string; count: number } {
  const isOrder = (sentence: string) => order.test(sentence) || foreignOrder.test(sentence)
  if (!isOrder(text)) return { text, count: 0 }
  const sentences = splitSentences(text, language).map(({ start, end }) => text.slice(start, end))
  const kept = sentences.filter((sentence) => !isOrder(sentence))
  return { text: kept.join('').trim(), count: sentences.length - kept.length }
}
