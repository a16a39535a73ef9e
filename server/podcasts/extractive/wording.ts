/** What a host says between sentences of the sources. `{title}`, `{titles}` and `{theme}` stand for what is filled in. */
export interface Wording {
  opening: string
  openingUntitled: string
  themes: string
  questions: string[]
  goOn: string[]
  nextSource: string
  nextUntitled: string
  /** Says honestly what it was. */
  closing: string
  /** Words at the start of a sentence that point back to the one before. */
  pointingBack: string
}

const wordings: Record<string, Wording> = {
  en: {
    opening: 'Today: “{titles}”.',
    openingUntitled: 'Today we look into a text.',
    themes: 'It is about {themes}.',
    questions: ['What does it say about {theme}?', 'Where does {theme} come into it?', 'Let’s turn to {theme}.'],
    goOn: ['Go on.', 'What comes next?', 'And then?', 'What else should listeners know?', 'How does it continue?'],
    nextSource: 'The next source is “{title}”.',
    nextUntitled: 'And now the next source.',
    closing:
      'Those were sentences from the source itself, word by word: they were picked and put in order automatically, without a language model.',
    pointingBack:
      'he she they it this that these those his her their its such him them but and however then so also therefore thus moreover meanwhile still yet nevertheless instead both neither otherwise here there another others',
  },
  de: {
    opening: 'Heute: „{titles}“.',
    openingUntitled: 'Heute geht es um einen Text.',
    themes: 'Er handelt von: {themes}.',
    questions: ['Was steht dort zum Thema {theme}?', 'Welche Rolle spielt {theme}?', 'Kommen wir zu {theme}.'],
    goOn: ['Und weiter?', 'Was kommt als Nächstes?', 'Und dann?', 'Was sollte man noch wissen?', 'Wie geht es weiter?'],
    nextSource: 'Die nächste Quelle ist „{title}“.',
    nextUntitled: 'Und nun die nächste Quelle.',
    closing:
      'Das waren Sätze aus der Quelle selbst, Wort für Wort: automatisch ausgewählt und geordnet, ohne ein Sprachmodell.',
    pointingBack:
      'er sie es dies diese dieser dieses das jene jener sein seine ihr ihre ihm ihn aber und doch jedoch dann so auch deshalb daher darum damit dabei dort hier dagegen trotzdem außerdem zudem solche beide sonst',
  },
  fr: {
    opening: 'Aujourd’hui : « {titles} ».',
    openingUntitled: 'Aujourd’hui, nous parcourons un texte.',
    themes: 'Il y est question de : {themes}.',
    questions: ['Que dit le texte sur ce point : {theme} ?', 'Parlons de ceci : {theme}.'],
    goOn: ['Continuez.', 'Et ensuite ?', 'Que faut-il encore savoir ?', 'Quelle est la suite ?'],
    nextSource: 'La source suivante est « {title} ».',
    nextUntitled: 'Et maintenant, la source suivante.',
    closing:
      'C’étaient des phrases de la source elle-même, mot pour mot, choisies et ordonnées automatiquement, sans modèle de langue.',
    pointingBack:
      'il elle ils elles ce cet cette ces cela ceci son sa ses leur leurs mais et or donc alors ainsi aussi puis pourtant cependant toutefois ensuite enfin là ici lui celui celle ceux',
  },
  es: {
    opening: 'Hoy: «{titles}».',
    openingUntitled: 'Hoy recorremos un texto.',
    themes: 'Trata de: {themes}.',
    questions: ['¿Qué dice sobre esto: {theme}?', 'Pasemos a otro punto: {theme}.'],
    goOn: ['Continúa.', '¿Y después?', '¿Qué más conviene saber?', '¿Cómo sigue?'],
    nextSource: 'La siguiente fuente es «{title}».',
    nextUntitled: 'Y ahora, la siguiente fuente.',
    closing:
      'Eran frases de la propia fuente, palabra por palabra, elegidas y ordenadas automáticamente, sin un modelo de lenguaje.',
    pointingBack:
      'él ella ellos ellas esto este esta estos estas eso ese esa esos esas su sus pero y sin entonces así también luego además aunque allí aquí ambos',
  },
  it: {
    opening: 'Oggi: «{titles}».',
    openingUntitled: 'Oggi sfogliamo un testo.',
    themes: 'Parla di: {themes}.',
    questions: ['Che cosa dice su questo punto: {theme}?', 'Passiamo a un altro punto: {theme}.'],
    goOn: ['Continua.', 'E poi?', 'Che altro bisogna sapere?', 'Come prosegue?'],
    nextSource: 'La prossima fonte è «{title}».',
    nextUntitled: 'E ora la prossima fonte.',
    closing:
      'Erano frasi della fonte stessa, parola per parola, scelte e ordinate automaticamente, senza un modello linguistico.',
    pointingBack:
      'egli lui lei essa esso loro essi questo questa questi queste quello quella quelli ciò suo sua suoi ma e però quindi così anche poi inoltre tuttavia dunque allora lì qui entrambi',
  },
  pt: {
    opening: 'Hoje: “{titles}”.',
    openingUntitled: 'Hoje percorremos um texto.',
    themes: 'Trata de: {themes}.',
    questions: ['O que diz sobre este ponto: {theme}?', 'Passemos a outro ponto: {theme}.'],
    goOn: ['Continue.', 'E depois?', 'O que mais convém saber?', 'Como continua?'],
    nextSource: 'A fonte seguinte é “{title}”.',
    nextUntitled: 'E agora a fonte seguinte.',
    closing:
      'Eram frases da própria fonte, palavra por palavra, escolhidas e ordenadas automaticamente, sem um modelo de linguagem.',
    pointingBack:
      'ele ela eles elas isto este esta estes estas isso esse essa esses essas seu sua seus mas e porém então assim também depois além contudo ali aqui ambos',
  },
  nl: {
    opening: 'Vandaag: “{titles}”.',
    openingUntitled: 'Vandaag bekijken we een tekst.',
    themes: 'Hij gaat over: {themes}.',
    questions: ['Wat staat er over {theme}?', 'Welke rol speelt {theme}?', 'Laten we het hebben over {theme}.'],
    goOn: ['Ga verder.', 'Wat komt er daarna?', 'En dan?', 'Wat moeten luisteraars nog weten?'],
    nextSource: 'De volgende bron is “{title}”.',
    nextUntitled: 'En nu de volgende bron.',
    closing: 'Dat waren zinnen uit de bron zelf, woord voor woord: automatisch gekozen en geordend, zonder taalmodel.',
    pointingBack:
      'hij zij ze het dit dat deze die zijn haar hun hem maar en echter dan dus ook daarom toch bovendien daar hier zulke beide',
  },
}

/** The languages in which a host can speak without a language model. */
export const hostLanguages = Object.keys(wordings)

/** @param language ISO 639-1 */
export function findWording(language: string): Wording | undefined {
  return wordings[language]
}
