import { StudioError } from '#server/base/errors.ts'

/** What the public API has and this server has not, by the beginnings of the paths. */
const unserved: [start: RegExp, name: string][] = [
  [/^\/v1\/(speech-to-text|audio-understanding)/, 'Speech to text'],
  [/^\/v1\/speech-to-speech/, 'Changing the voice of a recording'],
  [/^\/v1\/sound-generation/, 'Making sound effects'],
  [/^\/v1\/audio-isolation/, 'Taking the voice out of a recording'],
  [/^\/v1\/(text-to-voice|voice-generation|similar-voices)/, 'Designing and comparing voices'],
  [/^\/v1\/voices\/pvc/, 'Making a voice of recordings'],
  [/^\/v1\/voices\/(add\/[^/]+\/[^/]+|[^/]+\/replicate-to-isolated-environment)$/, 'Sharing voices'],
  [/^\/v1\/music/, 'Making music'],
  [/^\/v1\/dubbing/, 'Dubbing'],
  [/^\/v1\/(convai|speech-engine)/, 'Talking agents'],
  [/^\/v1\/forced-alignment/, 'Aligning a recording with its text'],
  [/^\/v1\/single-use-token/, 'Tokens for one use'],
  [/^\/v1\/usage/, 'Counting what was used'],
  [/^\/v1\/(workspaces?|service-accounts)/, 'Workspaces'],
  [/^\/v1\/(flows|productions|assets)/, 'Flows, productions and assets'],
]

/**
 * For an address that no route answers: where the public API has something there, which thing it is that is missing.
 * @throws StudioError `feature_not_available`
 */
export function refuseByName(url: string): void {
  const path = withoutSlashes(url.split('?')[0]!)
  const [, name] = unserved.find(([start]) => matchesStep(start, path)) ?? []
  if (name) throw new StudioError('feature_not_available', `${name} is not served here.`)
}

/** At its end. Anybody may send thousands of them: an expression would look at all that follow, from each. */
function withoutSlashes(path: string): string {
  let end = path.length
  while (path[end - 1] === '/') end -= 1
  return path.slice(0, end)
}

/** A beginning ends where a step of the path does. */
function matchesStep(start: RegExp, path: string): boolean {
  const [found] = start.exec(path) ?? []
  return found !== undefined && (found.length === path.length || path[found.length] === '/')
}
