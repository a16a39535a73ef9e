import type { FastifyRequest } from 'fastify'
import { EpisodePath, type FeedResponse as FeedAnswer, FeedPath, FeedResponse } from '#contract/feeds.ts'
import { ProjectPath } from '#contract/paths.ts'
import { Status } from '#contract/status.ts'
import { toUnix } from '#server/base/clock.ts'
import type { Container } from '#server/exporting/container.ts'
import { srtContainer, vttContainer } from '#server/exporting/containers/captions.ts'
import { feedOf, openEpisode, readFeedBook, writeChapters } from '#server/exporting/feed/episodes.ts'
import {
  type Feed,
  feedPath,
  feedUrl,
  findFeed,
  getFeedByToken,
  turnFeedOff,
  turnFeedOn,
} from '#server/exporting/feed/feed-store.ts'
import { settleOptions } from '#server/exporting/settle-options.ts'
import { getProject } from '#server/projects/find-project.ts'
import { ownUrl } from '../answers/own-url.ts'
import { type Route, route } from '../route.ts'

const tag = 'feeds'
const ofProject = '/lectern/v1/projects/:project_id/feed'
const ofListeners = feedPath(':token')
const ofEpisode = `${ofListeners}/:chapter_snapshot_id`
/** Players in pages of other sites read them, too; they show nothing to whom the address does not tell. */
const forEverybody = { 'access-control-allow-origin': '*', 'cache-control': 'no-cache' }

const turnOn = route({
  method: 'PUT',
  path: ofProject,
  tag,
  summary: 'Publish a project as a podcast, at an address that nobody can guess; one that is on keeps its address',
  role: 'editor',
  params: ProjectPath,
  reply: FeedResponse,
  async handle({ studio: { db }, params, request }) {
    const project = await getProject(db, params.project_id)
    return presentFeed(await turnFeedOn(db, project.id, ownUrl(request, '')), request)
  },
})

const get = route({
  method: 'GET',
  path: ofProject,
  tag,
  summary: 'Get the address of the podcast that a project is published as',
  role: 'viewer',
  params: ProjectPath,
  reply: FeedResponse,
  async handle({ studio: { db }, params, request }) {
    const project = await getProject(db, params.project_id)
    return presentFeed(await findFeed(db, project.id), request)
  },
})

const turnOff = route({
  method: 'DELETE',
  path: ofProject,
  tag,
  summary: 'Publish a project no more; turned on again it has another address',
  role: 'editor',
  params: ProjectPath,
  reply: Status,
  async handle({ studio: { db }, params }) {
    const project = await getProject(db, params.project_id)
    await turnFeedOff(db, project.id)
    return { status: 'ok' as const }
  },
})

const listen = route({
  method: 'GET',
  path: `${ofListeners}/feed.xml`,
  tag,
  summary: 'The feed: an episode for each chapter of what was converted last',
  role: null,
  params: FeedPath,
  reply: { bytes: ['application/rss+xml'] },
  async handle({ studio, params, request }) {
    const feed = await getFeedByToken(studio.db, params.token)
    const here = { ...feed, baseUrl: ownUrl(request, '') }
    const bytes = await feedOf(studio, here, await readFeedBook(studio, feed))
    return { contentType: 'application/rss+xml; charset=utf-8', bytes, headers: forEverybody }
  },
})

const cover = route({
  method: 'GET',
  path: `${ofListeners}/cover`,
  tag,
  summary: 'The cover of a feed',
  role: null,
  params: FeedPath,
  reply: { bytes: ['image/png', 'image/jpeg'] },
  async handle({ studio, params }) {
    const feed = await getFeedByToken(studio.db, params.token)
    const { mediaType, bytes } = (await readFeedBook(studio, feed)).cover
    return { contentType: mediaType, bytes, headers: forEverybody }
  },
})

const sound = route({
  method: 'GET',
  path: `${ofEpisode}/episode.mp3`,
  tag,
  summary: 'The sound of an episode, whole or in ranges',
  role: null,
  params: EpisodePath,
  reply: { bytes: ['audio/mpeg'] },
  async handle({ studio, params }) {
    const feed = await getFeedByToken(studio.db, params.token)
    const { sound: bytes, etag } = await openEpisode(studio, feed, params.chapter_snapshot_id)
    return { contentType: 'audio/mpeg', bytes, etag, headers: forEverybody }
  },
})

const vtt = transcript('vtt', vttContainer)
const srt = transcript('srt', srtContainer)

const chapters = route({
  method: 'GET',
  path: `${ofEpisode}/chapters.json`,
  tag,
  summary: 'The headings of an episode and when they are heard',
  role: null,
  params: EpisodePath,
  reply: { bytes: ['application/json+chapters'] },
  async handle({ studio, params }) {
    const feed = await getFeedByToken(studio.db, params.token)
    const bytes = await writeChapters(studio, await openEpisode(studio, feed, params.chapter_snapshot_id))
    return { contentType: 'application/json+chapters', bytes, headers: forEverybody }
  },
})

export const feedRoutes: Route[] = [turnOn, get, turnOff, listen, cover, sound, vtt, srt, chapters]

function transcript(ending: string, container: Container): Route {
  return route({
    method: 'GET',
    path: `${ofEpisode}/transcript.${ending}`,
    tag,
    summary: `The transcript of an episode as ${ending.toUpperCase()}`,
    role: null,
    params: EpisodePath,
    reply: { bytes: [container.contentType] },
    async handle({ studio, params, signal }) {
      const feed = await getFeedByToken(studio.db, params.token)
      const { book } = await openEpisode(studio, feed, params.chapter_snapshot_id)
      const options = settleOptions(container, {}, await getProject(studio.db, feed.projectId))
      const bytes = await container.open(studio, book, options, { signal, tell: () => {} })
      return { contentType: container.contentType, bytes, heldBytes: bytes.byteLength, headers: forEverybody }
    },
  })
}

function presentFeed(feed: Feed | undefined, request: FastifyRequest): FeedAnswer {
  if (!feed) return { feed_url: null, created_at_unix: null }
  const here = { ...feed, baseUrl: ownUrl(request, '') }
  return { feed_url: feedUrl(here, 'feed.xml'), created_at_unix: toUnix(feed.createdAt) }
}
