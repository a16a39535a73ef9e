/** The languages that the page of a report speaks. */
export const reportLanguages = ['en', 'de'] as const
export type ReportLanguage = (typeof reportLanguages)[number]

/** How a language says what the page of a report says: by its English, which stays where it is not known. */
export interface ReportWords {
  language: ReportLanguage
  say(english: string): string
  /** What was measured, as people of the language write it. @param digits behind the point, as many as there are when left out */
  write(measured: number, digits?: number): string
}

export function reportWords(language: ReportLanguage): ReportWords {
  return {
    language,
    say: (english) => (language === 'de' ? (german[english] ?? english) : english),
    write(measured, digits) {
      const text = digits === undefined ? String(measured) : measured.toFixed(digits)
      return language === 'de' ? text.replace('.', ',') : text
    },
  }
}

const german: Record<string, string> = {
  'Skip to text': 'Zum Text springen',
  'Audiobook report': 'Hörbuchbericht',
  'Back to the project': 'Zurück zum Projekt',
  'Nothing of this project is converted yet. Convert it (“Generate what is missing” where it is exported); then this page measures it.':
    'Von diesem Projekt ist noch nichts gesprochen. Lassen Sie es sprechen („Fehlendes sprechen“ beim Exportieren); dann misst diese Seite es.',
  'The book is being measured:': 'Das Buch wird gemessen:',
  'Measured on the finished file, decoded again, chapter by chapter.':
    'Gemessen an der fertigen Datei, wieder entpackt, Kapitel für Kapitel.',
  passes: 'erfüllt',
  'does not pass': 'nicht erfüllt',
  fails: 'nicht erfüllt',
  'instead of': 'statt',
  'What the standards say': 'Was die Anforderungen sagen',
  'What was measured': 'Was gemessen wurde',
  'How this is measured': 'Wie gemessen wird',
  'RMS, peak and noise floor (the quietest half second) in decibels below full scale; loudness and true peak after ITU-R BS.1770-4. Room tone is what is quieter than 40 dB below the whole. Shops judge a mono sound as it is heard on two loudspeakers: 3 dB louder.':
    'RMS, Spitze und Grundrauschen (die leiseste halbe Sekunde) in Dezibel unter Vollaussteuerung; Lautheit und wahre Spitze nach ITU-R BS.1770-4. Raumton ist, was mehr als 40 dB leiser ist als das Ganze. Läden beurteilen Mono, wie es auf zwei Lautsprechern klingt: 3 dB lauter.',
  Chapter: 'Kapitel',
  Duration: 'Dauer',
  File: 'Datei',
  Peak: 'Spitze',
  'True peak': 'Wahre Spitze',
  'Noise floor': 'Grundrauschen',
  Before: 'Davor',
  Behind: 'Danach',
  'RMS level': 'RMS-Pegel',
  Bitrate: 'Bitrate',
  'Sample rate': 'Abtastrate',
  Channels: 'Kanäle',
  'Room tone before': 'Raumton davor',
  'Room tone behind': 'Raumton danach',
  'Title is said': 'Titel wird gesagt',
  Loudness: 'Lautheit',
  '-23 to -18 dB': '-23 bis -18 dB',
  'at most -3 dB': 'höchstens -3 dB',
  'at most -60 dB RMS': 'höchstens -60 dB RMS',
  'at least 192 kbps, constant': 'mindestens 192 kbit/s, gleichbleibend',
  '44100 Hz': '44100 Hz',
  'all mono or all stereo': 'alles mono oder alles stereo',
  'at most 120 minutes': 'höchstens 120 Minuten',
  '0.5 to 1 s of room tone': '0,5 bis 1 s Raumton',
  '1 to 5 s of room tone': '1 bis 5 s Raumton',
  'the title of the chapter is said': 'der Titel des Kapitels wird gesagt',
  'MP3 or AAC': 'MP3 oder AAC',
  'MP3 of at least 96 kbps': 'MP3 mit mindestens 96 kbit/s',
  'MP3 of at least 128 kbps': 'MP3 mit mindestens 128 kbit/s',
  '-16 LUFS, 1 LU more or less (a mono sound on two loudspeakers)':
    '-16 LUFS, 1 LU mehr oder weniger (Mono auf zwei Lautsprechern)',
  '-14 LUFS, 1 LU more or less (a mono sound on two loudspeakers)':
    '-14 LUFS, 1 LU mehr oder weniger (Mono auf zwei Lautsprechern)',
  'at most -1 dB': 'höchstens -1 dB',
  'Export with the loudness `audiobook`.':
    '„So laut wie Hörbücher“ (Projekteinstellungen, Klang) einschalten und neu exportieren; in der API ist es die Lautheit `audiobook`.',
  'Export with the loudness `audiobook`. Peaks that are clipped were so before.':
    '„So laut wie Hörbücher“ (Projekteinstellungen, Klang) einschalten und neu exportieren; in der API ist es die Lautheit `audiobook`. Abgeschnittene Spitzen waren es schon vorher.',
  'Take the noise out of the recording, or choose a cleaner voice.':
    'Das Rauschen aus der Aufnahme nehmen oder eine sauberere Stimme wählen.',
  'Export as `zip`, or as `mp3` with a file for each chapter.':
    'Als `zip` exportieren oder als `mp3` mit einer Datei für jedes Kapitel.',
  'Export MP3 with 192 kbps or more.': 'MP3 mit 192 kbit/s oder mehr exportieren.',
  'Export MP3 with 96 kbps or more.': 'MP3 mit 96 kbit/s oder mehr exportieren.',
  'Export MP3 with 128 kbps or more.': 'MP3 mit 128 kbit/s oder mehr exportieren.',
  'Encode at 44.1 kHz, as all exports are.': 'Mit 44,1 kHz kodieren, wie alle Exporte.',
  'Bring all chapters to as many channels.': 'Alle Kapitel auf gleich viele Kanäle bringen.',
  'Divide the chapter in two.': 'Das Kapitel in zwei teilen.',
  'Set the pause before a chapter (`chapter_start_seconds`) to 0.7 and convert again; nothing is spoken for it.':
    'Die Pause vor einem Kapitel auf 0,7 setzen (Projekteinstellungen, Pausen) und neu exportieren; nichts wird dafür gesprochen.',
  'Set the pause at the end of a chapter (`chapter_seconds`) to 2, as it usually is.':
    'Die Pause am Ende eines Kapitels auf 2 setzen (Projekteinstellungen, Pausen), wie üblich.',
  'Begin the chapter with a heading that says its title.':
    'Das Kapitel mit einer Überschrift beginnen, die seinen Titel sagt.',
  'Export as `mp3`.': 'Als `mp3` exportieren.',
  'Export with the loudness `podcast_mono`, or `podcast_stereo` where the sound has two channels.':
    'Mit der Lautheit `podcast_mono` exportieren oder `podcast_stereo`, wo der Klang zwei Kanäle hat (über die API).',
  'Export with one of the podcast loudnesses, which keep peaks below it.':
    'Mit einer der Podcast-Lautheiten exportieren, die Spitzen darunter halten (über die API).',
}
