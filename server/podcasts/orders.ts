import { splitSentences } from '#server/text/sentences.ts'

/** What pages say to machines that read them, never to people. A few ways are enough: more guards stand behind. */
const order =
  /\b(?:ignore|disregard|forget|override)\b[^.!?]{0,40}\b(?:previous|prior|above|earlier|preceding|all|your)\b[^.!?]{0,30}\b(?:instructions?|prompts?|rules|guidelines)\b|\b(?:system|developer) (?:prompt|message)\b|\byou are (?:now |an? )(?:AI|assistant|language model|chatbot)\b|\b(?:as|to) (?:an? |the |any )?(?:AI|LLM|language model|chatbot)s?\b[^.!?]{0,60}\b(?:must|should|please|say|write|output|reply)\b/i

/** A paragraph without the sentences that give orders to machines, and how many those were. */
export function withoutOrders(text: string, language: string): { text: string; count: number } {
  if (!order.test(text)) return { text, count: 0 }
  const sentences = splitSentences(text, language).map(({ start, end }) => text.slice(start, end))
  const kept = sentences.filter((sentence) => !order.test(sentence))
  return { text: kept.join('').trim(), count: sentences.length - kept.length }
}
