import { CreatePodcastBody, PodcastProjectResponseModel } from '#contract/podcasts.ts'
import { StudioError } from '#server/base/errors.ts'
import { type Route, route } from '../route.ts'

const createPodcast = route({
  method: 'POST',
  path: '/v1/studio/podcasts',
  tag: 'studio',
  summary: 'Create a podcast from texts or web pages: not served by this version',
  served: 'not',
  differs: 'Refused with `feature_not_available`: no language model writes scripts here yet.',
  role: 'editor',
  body: CreatePodcastBody,
  reply: PodcastProjectResponseModel,
  async handle() {
    throw new StudioError('feature_not_available', 'This version does not make podcasts yet.')
  },
})

export const podcastRoutes: Route[] = [createPodcast]
