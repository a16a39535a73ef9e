import type { ProjectVoice } from '../client/types.ts'

/** How a voice of a project is drawn: its name and one of six colours, in the order in which voices came in. */
export function voiceLooks(voices: ProjectVoice[]): (ref: string) => { name: string; color: number } {
  const looks = new Map(
    voices.map((voice, index) => [voice.project_voice_ref_id, { name: voice.alias, color: (index % 6) + 1 }]),
  )
  return (ref) => looks.get(ref) ?? { name: '', color: 1 }
}
