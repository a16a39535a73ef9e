import type { FastifyRequest } from 'fastify'
import { toSeconds } from '#server/audio/track.ts'
import { type AudioNative, findAudioNative, findPlayedSnapshot } from '#server/audio-native/audio-native-store.ts'
import type { ProjectId } from '#server/base/ids.ts'
import { readStatus } from '#server/converting/project-status.ts'
import { getProject } from '#server/projects/find-project.ts'
import type { Project } from '#server/projects/project.ts'
import type { ProjectSnapshot } from '#server/snapshots/snapshot.ts'
import type { Studio } from '#server/studio.ts'
import { ownUrl } from './own-url.ts'
import { defaultColors, htmlSnippet, type Player } from './player/player-page.ts'

/** The HTML that puts the player of a project into a page. */
export function presentSnippet(project: Project, audioNative: AudioNative, request: FastifyRequest): string {
  const url = ownUrl(request, `/lectern/v1/audio-native/${project.id}/player`)
  return htmlSnippet(url, titleOf(project, audioNative), audioNative.small)
}

/** How the player of a project looks, and what it plays. @throws StudioError `project_not_found` */
export async function readAudioNativeSettings({ db }: Studio, projectId: ProjectId, request: FastifyRequest) {
  const project = await getProject(db, projectId)
  const audioNative = await findAudioNative(db, projectId)
  if (!audioNative) return { enabled: false, snapshot_id: null, settings: null }
  // The state is read first: of a conversion that ends in between, its sound is told too early then, never too late.
  const { state } = await readStatus(db, project)
  const played = await findPlayedSnapshot(db, audioNative)
  const path = played && audioPath(played)
  const settings = {
    title: titleOf(project, audioNative),
    image: audioNative.image ?? '',
    author: authorOf(project, audioNative),
    small: audioNative.small,
    text_color: audioNative.textColor ?? defaultColors.text,
    background_color: audioNative.backgroundColor ?? defaultColors.background,
    sessionization: audioNative.sessionization,
    audio_path: path ?? null,
    audio_url: path ? ownUrl(request, path) : null,
    status: state === 'default' ? ('ready' as const) : ('processing' as const),
  }
  return { enabled: true, snapshot_id: played?.id ?? null, settings }
}

/** @param played undefined as long as there is nothing to hear */
export function toPlayer(project: Project, audioNative: AudioNative, played: ProjectSnapshot | undefined): Player {
  return {
    title: titleOf(project, audioNative),
    author: authorOf(project, audioNative),
    language: project.language,
    isSmall: audioNative.small,
    textColor: audioNative.textColor,
    backgroundColor: audioNative.backgroundColor,
    // Seen from the page, so that it also works behind a proxy that puts us below a path.
    sound: played && { path: `snapshots/${played.id}/audio`, durationSeconds: toSeconds(played.sampleCount) },
  }
}

function audioPath({ projectId, id }: ProjectSnapshot): string {
  return `/lectern/v1/audio-native/${projectId}/snapshots/${id}/audio`
}

function titleOf(project: Project, { title }: AudioNative): string {
  return title ?? project.title ?? project.name
}

function authorOf(project: Project, { author }: AudioNative): string {
  return author ?? project.author ?? ''
}
