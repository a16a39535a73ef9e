import { VoicePath, VoiceSamplePath } from '#contract/paths.ts'
import {
  AddVoiceForm,
  AddVoiceIVCResponseModel,
  DeleteSampleResponseModel,
  DeleteVoiceResponseModel,
  EditVoiceForm,
  EditVoiceResponseModel,
} from '#contract/voices.ts'
import { StudioError } from '#server/base/errors.ts'
import type { Voice } from '#server/voices/voice-catalogue.ts'
import { type Route, route } from '../route.ts'

// Voices made of recordings. No engine here learns a voice from them, so all voices are built in and none has samples:
// the operations are there to say so.

const tag = 'voices'
const path = '/v1/voices/:voice_id'

const add = route({
  method: 'POST',
  path: '/v1/voices/add',
  tag,
  summary: 'Make a voice of recordings: refused, since no engine of this server does so',
  served: 'not',
  role: 'editor',
  multipart: true,
  body: AddVoiceForm,
  reply: AddVoiceIVCResponseModel,
  async handle() {
    throw new StudioError('feature_not_available', 'No engine of this server makes a voice of recordings.')
  },
})

const edit = route({
  method: 'POST',
  path: `${path}/edit`,
  tag,
  summary: 'Change what a voice says of itself: refused for built-in voices',
  served: 'not',
  role: 'editor',
  multipart: true,
  params: VoicePath,
  body: EditVoiceForm,
  reply: EditVoiceResponseModel,
  async handle({ studio: { voices }, params }) {
    return refuse(voices.get(params.voice_id), 'changed')
  },
})

const remove = route({
  method: 'DELETE',
  path,
  tag,
  summary: 'Delete a voice: refused for built-in voices',
  served: 'not',
  role: 'editor',
  params: VoicePath,
  reply: DeleteVoiceResponseModel,
  async handle({ studio: { voices }, params }) {
    return refuse(voices.get(params.voice_id), 'deleted')
  },
})

const removeSample = route({
  method: 'DELETE',
  path: `${path}/samples/:sample_id`,
  tag,
  summary: 'Delete a recording of a voice, of which there are none',
  served: 'not',
  role: 'editor',
  params: VoiceSamplePath,
  reply: DeleteSampleResponseModel,
  async handle({ studio: { voices }, params }) {
    return noSample(voices.get(params.voice_id), params.sample_id)
  },
})

const getSampleAudio = route({
  method: 'GET',
  path: `${path}/samples/:sample_id/audio`,
  tag,
  summary: 'Hear a recording of a voice, of which there are none',
  served: 'not',
  role: 'viewer',
  params: VoiceSamplePath,
  reply: { bytes: ['audio/mpeg'] },
  async handle({ studio: { voices }, params }) {
    return noSample(voices.get(params.voice_id), params.sample_id)
  },
})

export const voiceRecordingRoutes: Route[] = [add, edit, remove, removeSample, getSampleAudio]

function refuse({ id, engine }: Voice, what: string): never {
  throw new StudioError('forbidden', `The voice "${id}" belongs to the engine ${engine.id} and cannot be ${what}.`)
}

function noSample({ id }: Voice, sampleId: string): never {
  throw new StudioError('sample_not_found', `The voice "${id}" has no sample "${sampleId}".`)
}
