import type { Engine } from '#server/engines/engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'

const genders = { nora: 'female', tom: 'male', sue: 'female', ann: 'female', ben: 'male' }

/** A narrator, Nora, and four voices with genders: `cast-nora`, `cast-tom` … They all are tones. */
function openCastEngine(): Engine {
  const tone = openToneEngine()
  const voices: Engine['voices'] = async () => {
    const [voice] = await tone.voices()
    return Object.entries(genders).map(([name, gender]) => {
      return {
        ...voice!,
        name,
        title: `${name[0]!.toUpperCase()}${name.slice(1)}`,
        labels: { accent: 'british', gender },
      }
    })
  }
  const speak: Engine['speak'] = (utterance, signal) => tone.speak({ ...utterance, voice: 'a' }, signal)
  return { ...tone, id: 'cast', hidden: false, voices, speak }
}

/** A studio in which Nora narrates. */
export const castStudio = () => ({ engines: [openCastEngine()], environment: { LECTERN_ENGINE_DEFAULT: 'cast' } })

/** A book of two chapters in which three people speak. */
export const chapters = [
  [
    '“Good morning, Anna,” said Mr. Brown. “It rains.”',
    '“So it does,” answered Anna.',
    '“Will you come?”',
    '“I will,” she said, and took her hat.',
    'Nobody spoke.',
  ],
  ['“Who is there?” cried old Mrs. Hill.', '“Only me,” said Mr. Brown. He laughed.'],
]
