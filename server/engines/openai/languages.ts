/**
 * What a server of OpenAI's kind may speak. It does not tell; these are the languages that OpenAI's own voices were made
 * for, and a few more that open voices have. ISO 639-1.
 * Source: the list of languages in OpenAI's guide to text to speech.
 */
export const languages = (
  'en af ar az be bg bn bs ca cs cy da de el es et eu fa fi fr gl gu he hi hr hu hy id is it ja ka kk kn ko lt lv mi mk ' +
  'ml mr ms ne nl no pa pl pt ro ru sk sl sq sr sv sw ta te th tl tr uk ur vi zh'
).split(' ')
