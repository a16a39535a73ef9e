import { chooseLanguage } from './translate.ts'

/** What is not as it was asked for, in German, by the codes of the server. A test tells which it does not know. */
export const germanWarnings: Record<string, string> = {
  character_ignored: 'Zeichen, die diese Stimme nicht kennt, sind ausgelassen.',
  phonemes_ignored: 'Diese Stimme nimmt keine Lautschrift an und liest das Wort, wie es dasteht.',
  rules_ignored:
    'Die Regeln der Aussprache machen diesen Text zu lang oder passen beinahe überall; ab einer Stelle gelten sie nicht mehr.',
  setting_ignored: 'Eine Einstellung der Stimme kennt diese Stimme nicht.',
  setting_out_of_range: 'Eine Einstellung geht weiter, als diese Stimme kann; sie nimmt den nächsten Wert.',
  extractive_script:
    'Ohne Sprachmodell: Die Aussagen sind Sätze der Quellen, Wort für Wort, von selbst ausgewählt und geordnet.',
  length_differs: 'Der Podcast wird nicht so lang wie gewünscht: Mehr oder weniger geben die Quellen nicht her.',
  orders_left_out: 'Sätze, die Maschinen Befehle geben, sind aus den Quellen weggelassen.',
  turns_left_out: 'Äußerungen, die von anderem sprechen als die Quellen, sind weggelassen.',
}

/** A warning in the person's language; in the server's words, which know more, where no catalogue has it. */
export function tellWarning({ code, message }: { code: string; message: string }): string {
  return (chooseLanguage() === 'de' && germanWarnings[code]) || message
}
