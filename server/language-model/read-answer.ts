import type { z } from 'zod'
import { toStorable } from '#server/text/storable.ts'

/** An answer of the shape that was asked for, or what is wrong with it, in words that help a model to mend it. */
export type ReadAnswer<Answer> = { answer: Answer } | { fault: string }

/** Reads the JSON in what a model wrote, also in a fence, behind its thoughts, or with a sentence around it. */
export function readAnswer<Schema extends z.ZodType>(schema: Schema, text: string): ReadAnswer<z.output<Schema>> {
  if (text.trim() === '') return { fault: 'There is no answer.' }
  const json = parseJson(outermostObject(withoutThoughts(text)))
  if (json === undefined) return { fault: 'The answer is not valid JSON.' }
  const read = check(schema, json)
  if (!read) return { fault: 'The answer is wrong throughout.' }
  return read.success ? { answer: read.data } : { fault: describeIssues(read.error) }
}

/** Undefined where there are more mistakes, a hundred thousand, than can be told. */
function check<Schema extends z.ZodType>(
  schema: Schema,
  json: unknown,
): z.ZodSafeParseResult<z.output<Schema>> | undefined {
  try {
    return schema.safeParse(json)
  } catch {
    return undefined
  }
}

/** Some models think aloud before they answer. In time with its length: one that runs wild opens thoughts and ends none. */
function withoutThoughts(text: string): string {
  let kept = ''
  let at = 0
  for (;;) {
    const begin = find(/<think(?:ing)?>/gi, text, at)
    const end = begin && find(/<\/think(?:ing)?>/gi, text, begin.end)
    if (!end) return kept + text.slice(at)
    kept += text.slice(at, begin.start)
    at = end.end
  }
}

function find(pattern: RegExp, text: string, from: number): { start: number; end: number } | undefined {
  pattern.lastIndex = from
  const found = pattern.exec(text)
  return found ? { start: found.index, end: pattern.lastIndex } : undefined
}

function outermostObject(text: string): string {
  return text.slice(Math.max(0, text.indexOf('{')), text.lastIndexOf('}') + 1)
}

function parseJson(text: string): unknown {
  try {
    return toStorable(JSON.parse(text))
  } catch {
    return undefined
  }
}

const mostIssuesTold = 10

function describeIssues({ issues }: z.ZodError): string {
  const told = issues.slice(0, mostIssuesTold).map(({ path, message }) => `${path.join('.') || 'answer'}: ${message}`)
  return told.join('\n')
}
