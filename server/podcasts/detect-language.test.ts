import assert from 'node:assert/strict'
import { test } from 'node:test'
import { detectLanguage } from './detect-language.ts'

const texts: Record<string, string> = {
  en: 'The keeper of the light had to wind up the clock every few hours, and it was his duty to write down the weather of the day before he went to bed.',
  de: 'Der Wärter des Turms musste die Uhr alle paar Stunden aufziehen, und es war seine Pflicht, das Wetter des Tages aufzuschreiben, bevor er zu Bett ging.',
  fr: 'Le gardien du phare devait remonter l’horloge toutes les deux heures, et il était de son devoir de noter le temps du jour avant de se mettre au lit.',
  es: 'El guardián del faro tenía que dar cuerda al reloj cada dos horas, y era su deber anotar el tiempo del día antes de que se fuera a la cama.',
  it: 'Il guardiano del faro doveva ricaricare l’orologio ogni due ore, ed era suo dovere annotare il tempo della giornata prima di andare a letto con la lampada.',
  pt: 'O guarda do farol tinha de dar corda ao relógio a cada duas horas, e era seu dever anotar o tempo do dia antes de ir para a cama com uma lâmpada.',
  nl: 'De wachter van de toren moest de klok om de paar uur opwinden, en het was zijn plicht om het weer van de dag op te schrijven voordat hij naar bed ging.',
  ru: 'Смотритель маяка должен был заводить часы каждые несколько часов, и его обязанностью было записывать погоду дня, прежде чем он ложился спать.',
  ja: '灯台守は数時間ごとに時計を巻かなければならず、寝る前にその日の天気を書き留めることが務めであった。'.repeat(3),
}
for (const [language, text] of Object.entries(texts)) {
  test(`${language} is known by its small words or its script`, () => assert.equal(detectLanguage(text), language))
}

test('too little text, and no prose, tell no language', () => {
  assert.equal(detectLanguage('The light.'), undefined)
  assert.equal(detectLanguage('lorem ipsum dolor sit amet consectetur '.repeat(10)), undefined)
})
