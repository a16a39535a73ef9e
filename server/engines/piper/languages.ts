/** The languages that there are Piper voices of, ISO 639-1. Source: the list of voices in Piper's documentation, 2025. */
export const languages = (
  'en ar bg bn ca cs cy da de el es et eu fa fi fr he hi hu id is it ka kk ko lb lv ml ne nl no pl pt ro ru sk sl sq sr ' +
  'sv sw te tr uk ur vi zh'
).split(' ')
