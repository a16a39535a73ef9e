import { openProjectCache } from '../answers/project-cache.ts'
import { openProjectListCache } from '../answers/project-list-cache.ts'
import type { Route } from '../route.ts'
import { audioEffectRoutes } from './audio-effects.ts'
import { audioNativeRoutes } from './audio-native.ts'
import { callbackRoutes } from './callbacks.ts'
import { castRoutes } from './cast.ts'
import { chapterRoutes } from './chapters.ts'
import { coverRoutes } from './covers.ts'
import { documentRoutes } from './documents.ts'
import { editorRoutes } from './editor.ts'
import { editorProjectRoutes } from './editor-project.ts'
import { eventRoutes } from './events.ts'
import { exportRoutes } from './exports.ts'
import { feedRoutes } from './feeds.ts'
import { healthRoutes } from './health.ts'
import { historyRoutes } from './history.ts'
import { keyRoutes } from './keys.ts'
import { languageModelRoutes } from './language-model.ts'
import { modelRoutes } from './models.ts'
import { openaiRoutes } from './openai-speech.ts'
import { operationRoutes } from './operation.ts'
import { podcastRoutes } from './podcasts.ts'
import { projectDetailRoutes } from './project-details.ts'
import { projectRoutes } from './projects.ts'
import { dictionaryRoutes } from './pronunciation-dictionaries.ts'
import { reportRoutes } from './report-page.ts'
import { sessionRoutes } from './session.ts'
import { snapshotRoutes } from './snapshots.ts'
import { speechSocketRoutes } from './speech-sockets.ts'
import { spokenRoutes } from './spoken.ts'
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
    ...coverRoutes,
    ...documentRoutes(),
    ...editorRoutes,
    ...editorProjectRoutes,
    ...spokenRoutes,
    ...eventRoutes,
    ...sessionRoutes,
    ...warningRoutes,
    ...snapshotRoutes,
    ...exportRoutes,
    ...feedRoutes,
    ...reportRoutes,
    ...projectDetailRoutes,
    ...podcastRoutes,
    ...castRoutes,
    ...textToSpeechRoutes,
    ...textToDialogueRoutes,
    ...speechSocketRoutes,
    ...openaiRoutes,
    ...audioEffectRoutes,
    ...historyRoutes,
    ...audioNativeRoutes,
    ...dictionaryRoutes,
    ...voiceRoutes,
    ...voiceRecordingRoutes,
    ...voiceCollectionRoutes,
    ...voicePreviewRoutes(),
    ...voicePackRoutes,
    ...modelRoutes,
    ...userRoutes,
    ...callbackRoutes,
    ...keyRoutes,
    ...languageModelRoutes,
    ...operationRoutes,
    ...healthRoutes(),
  ]
}
