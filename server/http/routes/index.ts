import { openProjectCache } from '../project-cache.ts'
import { openProjectListCache } from '../project-list-cache.ts'
import type { Route } from '../route.ts'
import { audioEffectRoutes } from './audio-effects.ts'
import { audioNativeRoutes } from './audio-native.ts'
import { callbackRoutes } from './callbacks.ts'
import { chapterRoutes } from './chapters.ts'
import { healthRoutes } from './health.ts'
import { historyRoutes } from './history.ts'
import { modelRoutes } from './models.ts'
import { podcastRoutes } from './podcasts.ts'
import { projectRoutes } from './projects.ts'
import { dictionaryRoutes } from './pronunciation-dictionaries.ts'
import { snapshotRoutes } from './snapshots.ts'
import { textToDialogueRoutes } from './text-to-dialogue.ts'
import { textToSpeechRoutes } from './text-to-speech.ts'
import { userRoutes } from './user.ts'
import { voiceCollectionRoutes } from './voice-collections.ts'
import { voicePackRoutes } from './voice-packs.ts'
import { voicePreviewRoutes } from './voice-preview.ts'
import { voiceRecordingRoutes } from './voice-recordings.ts'
import { voiceRoutes } from './voices.ts'
import { warningRoutes } from './warnings.ts'

/** Every operation that is served, in the order of the documents. */
export function listRoutes(): Route[] {
  return [
    ...projectRoutes(openProjectCache(), openProjectListCache()),
    ...chapterRoutes,
    ...warningRoutes,
    ...snapshotRoutes,
    ...podcastRoutes,
    ...textToSpeechRoutes,
    ...textToDialogueRoutes,
    ...audioEffectRoutes,
    ...historyRoutes,
    ...audioNativeRoutes,
    ...dictionaryRoutes,
    ...voiceRoutes,
    ...voiceRecordingRoutes,
    ...voiceCollectionRoutes,
    ...voicePreviewRoutes,
    ...voicePackRoutes,
    ...modelRoutes,
    ...userRoutes,
    ...callbackRoutes,
    ...healthRoutes,
  ]
}
