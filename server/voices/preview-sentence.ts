/** One sentence of about six seconds by language: enough to know a voice by. */
const sentences: Record<string, string> = {
  en: 'The last train left at ten, and somewhere behind the hills a bell began to ring.',
  de: 'Der letzte Zug fuhr um zehn, und irgendwo hinter den Hügeln begann eine Glocke zu läuten.',
  fr: 'Le dernier train est parti à dix heures, et quelque part derrière les collines une cloche se mit à sonner.',
  es: 'El último tren salió a las diez, y en algún lugar detrás de las colinas empezó a sonar una campana.',
  it: 'L’ultimo treno partì alle dieci, e da qualche parte dietro le colline una campana cominciò a suonare.',
  pt: 'O último comboio partiu às dez, e algures atrás das colinas um sino começou a tocar.',
  nl: 'De laatste trein vertrok om tien uur, en ergens achter de heuvels begon een klok te luiden.',
}

/** What a voice says when someone wants to hear it. @param language ISO 639-1; English where we have no sentence */
export function previewSentence(language: string): string {
  return sentences[language] ?? sentences.en!
}
