import type { ProjectVoiceId } from '#server/base/ids.ts'
import type { StoredNode } from '#server/storage/schema.ts'
import type { NewNode } from './project.ts'

/** The references of a project to each of its voices, in the order they came in. */
export type References = Map<string, ProjectVoiceId[]>

/**
 * By which of a project's references to its voice a node speaks: the one that it names; else, in a block that was there
 * before, the one that the same text had, or what was in its place; else the first one.
 * @param before the nodes of its block until now
 * @param index which node of its block it is
 */
export function chooseReference(refs: References, node: NewNode, before: StoredNode[], index: number): ProjectVoiceId {
  const ofVoice = refs.get(node.voiceId)!
  if (node.voiceRefId && ofVoice.includes(node.voiceRefId)) return node.voiceRefId
  const candidates = [...before.slice(index, index + 1), ...before].filter((one) => ofVoice.includes(one.voiceRefId))
  const kept = candidates.find((one) => one.text === node.text) ?? candidates[0]
  return kept?.voiceRefId ?? ofVoice[0]!
}
