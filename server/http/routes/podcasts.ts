import { ProjectPath } from '#contract/paths.ts'
import {
  CreatePodcastBody,
  EditScriptBody,
  PodcastProjectResponseModel,
  PodcastScriptResponse,
} from '#contract/podcasts.ts'
import { untilMyTurn } from '#server/base/give-way.ts'
import { createPodcast } from '#server/podcasts/create-podcast.ts'
import { approveScript, editScript } from '#server/podcasts/edit-script.ts'
import { getScripted } from '#server/podcasts/podcast-store.ts'
import { getProject } from '#server/projects/find-project.ts'
import {
  type PodcastOrder,
  presentScript,
  type Scripted,
  toEditedTurns,
  toPodcastOrder,
} from '../answers/present-podcast.ts'
import { readShortProject } from '../answers/read-project.ts'
import { type BytesReply, jsonListReply } from '../answers/send-bytes.ts'
import { toAsker } from '../requests/asker.ts'
import { findSeenVersion, versionHeader } from '../requests/seen-version.ts'
import { type Asked, type Route, route } from '../route.ts'

const ofScript = '/lectern/v1/projects/:project_id/script'

const create = route({
  method: 'POST',
  path: '/v1/studio/podcasts',
  tag: 'studio',
  summary: 'Create a podcast from texts or web pages: its script is written, then spoken',
  role: 'editor',
  body: CreatePodcastBody,
  isLarge: true,
  reply: PodcastProjectResponseModel,
  async handle(asked) {
    return order(asked, toPodcastOrder(asked.studio, asked.body, { isDraft: false }))
  },
})

const draft = route({
  method: 'POST',
  path: '/lectern/v1/podcasts/draft',
  tag: 'podcasts',
  summary: 'Have the script of a podcast written, and stop there: it can be changed and approved',
  role: 'editor',
  body: CreatePodcastBody,
  isLarge: true,
  // The same answer as of the public operation.
  reply: PodcastProjectResponseModel,
  async handle(asked) {
    return order(asked, toPodcastOrder(asked.studio, asked.body, { isDraft: true }))
  },
})

const getScript = route({
  method: 'GET',
  path: ofScript,
  tag: 'podcasts',
  summary: 'Read the script of a podcast, with what each turn rests on',
  role: 'viewer',
  params: ProjectPath,
  reply: PodcastScriptResponse,
  async handle({ studio: { db }, params }) {
    const project = await getProject(db, params.project_id)
    return answerScript(await getScripted(db, project.id))
  },
})

const putScript = route({
  method: 'PUT',
  path: ofScript,
  tag: 'podcasts',
  summary:
    'Replace the turns of a script that is not approved yet; only of the version that If-Match names, where it is sent',
  role: 'editor',
  params: ProjectPath,
  body: EditScriptBody,
  isLarge: true,
  reply: PodcastScriptResponse,
  async handle({ studio, params, body, request }) {
    const seen = findSeenVersion(request)
    return answerScript(await editScript(studio, params.project_id, toEditedTurns(body), seen))
  },
})

const approve = route({
  method: 'POST',
  path: `${ofScript}/approve`,
  tag: 'podcasts',
  summary: 'Approve a script: its turns become the paragraphs of the project, and are spoken',
  role: 'editor',
  params: ProjectPath,
  reply: PodcastProjectResponseModel,
  async handle({ studio, params, caller, request }) {
    const origin = toOrigin({ studio, caller, request })
    await approveScript(studio, params.project_id, origin, findSeenVersion(request))
    const project = await getProject(studio.db, params.project_id)
    return { project: await readShortProject(studio, project, caller.role) }
  },
})

export const podcastRoutes: Route[] = [create, draft, getScript, putScript, approve]

/** It may have a million characters, and be read of a draft again and again. */
async function answerScript(podcast: Scripted): Promise<BytesReply> {
  const script = presentScript(podcast)
  await untilMyTurn()
  return jsonListReply(PodcastScriptResponse, ['sources', 'turns'], script, { headers: versionHeader(script.version) })
}

type Ordering = Pick<Asked<never, never, typeof CreatePodcastBody>, 'studio' | 'caller' | 'request'>

async function order({ studio, caller, request }: Ordering, { podcast, project }: PodcastOrder) {
  const created = await createPodcast(studio, podcast, project, toOrigin({ studio, caller, request }))
  return { project: await readShortProject(studio, created, caller.role) }
}

function toOrigin({ studio, caller, request }: Ordering) {
  return { requestId: request.id, asker: toAsker(caller, studio.config) }
}
