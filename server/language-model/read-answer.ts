import type { z } from 'zod'

/** An answer of the shape that was asked for, or what is wrong with it, in words that help a model to mend it. */
export type ReadAnswer<Answer> = { answer: Answer } | { fault: string }

/** Reads the JSON in what a model wrote, also in a fence, behind its thoughts, or with a sentence around it. */
export function readAnswer<Schema extends z.ZodType>(schema: Schema, text: string): ReadAnswer<z.output<Schema>> {
  if (text.trim() === '') return { fault: 'There is no answer.' }
  const json = parseJson(outermostObject(withoutThoughts(text)))
  if (json === undefined) return { fault: 'The answer is not valid JSON.' }
  const read = schema.safeParse(json)
  return read.success ? { answer: read.data } : { fault: describeIssues(read.error) }
}

/** Some models think aloud before they answer. */
function withoutThoughts(text: string): string {
  return text.replace(/<think(?:ing)?>[\s\S]*?<\/think(?:ing)?>/gi, '')
}

function outermostObject(text: string): string {
  return text.slice(Math.max(0, text.indexOf('{')), text.lastIndexOf('}') + 1)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const mostIssuesTold = 10

function describeIssues({ issues }: z.ZodError): string {
  const told = issues.slice(0, mostIssuesTold).map(({ path, message }) => `${path.join('.') || 'answer'}: ${message}`)
  return told.join('\n')
}
