import type { SpeakTask } from '#server/speaking/speak-queue.ts'

/** About 30 seconds of speech, at the 15 characters a second that narrators read. */
const charactersPerBatch = 450

/**
 * Each batch is a fair share of what is left, were it shared by all places where it can be spoken, and no more than is spoken in
 * half a minute. So the last ones are small, and no place stays empty for long while another has much before it. Chapters
 * that are yet to be started are taken to be as long as this one.
 */
export function toBatches<Task extends Pick<SpeakTask, 'characters'>>(
  tasks: Task[],
  { places, chaptersAfter }: { places: number; chaptersAfter: number },
): Task[][] {
  const batches: Task[][] = []
  const characters = tasks.reduce((sum, task) => sum + task.characters, 0)
  let left = characters * (1 + chaptersAfter)
  let room = 0
  for (const task of tasks) {
    if (batches.length === 0 || task.characters > room) {
      batches.push([])
      room = Math.min(charactersPerBatch, left / Math.max(1, places))
    }
    batches.at(-1)!.push(task)
    room -= task.characters
    left -= task.characters
  }
  return batches
}
