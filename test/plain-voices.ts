import type { Engine } from '#server/engines/engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { openTestStudio, type TestStudio } from './studio.ts'

/** A studio with the two built-in voices that the hosted service's are spoken by where no pack is installed; here they are tones. */
export function openStudioWithPlainVoices(environment: Record<string, string> = {}): Promise<TestStudio> {
  const tone = openToneEngine()
  const voices = async () => {
    const [voice] = await tone.voices()
    return ['slt', 'rms'].map((name) => ({ ...voice!, name, title: name }))
  }
  const speak: Engine['speak'] = (utterance, signal) => tone.speak({ ...utterance, voice: 'a' }, signal)
  return openTestStudio({ engines: [{ ...tone, id: 'flite', hidden: false, voices, speak }], environment })
}
