import { AudioEffectsCatalogResponseModel } from '#contract/audio-effects.ts'
import { type Route, route } from '../route.ts'

const getCatalog = route({
  method: 'GET',
  path: '/v1/audio-effects/catalog',
  tag: 'audio effects',
  summary: 'List the effects that speech can be given, of which there are none',
  role: 'viewer',
  reply: AudioEffectsCatalogResponseModel,
  async handle() {
    return { filter_presets: [], environments: [], background_noises: [] }
  },
})

export const audioEffectRoutes: Route[] = [getCatalog]
