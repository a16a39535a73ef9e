import { z } from 'zod'

/**
 * How long what a request says may be, in UTF-16 units: all limits of the contract are here. They are far above what a
 * person writes, and only keep a request from costing more than it is worth; what a text may be is for the operation to
 * say, in better words. Answers have none: what a database holds already is always served.
 */
export const longest = {
  id: 200,
  /** A word that stands for something: a sort order, a category, a colour. */
  word: 200,
  name: 5_000,
  url: 10_000,
  /** A description, what is said before and after. */
  prose: 100_000,
  /** What is to be spoken; a block and a model take less, and say how much. */
  text: 1_000_000,
} as const

/** How many items a list may have. */
export const most = {
  /** Names, voices, genres, settings. */
  items: 1_000,
  chapters: 1_000,
  blocks: 12_000,
  nodes: 1_000,
  turns: 1_000,
  rules: 20_000,
  dictionaries: 20,
} as const

/** An answer tells at most so many mistakes; what comes behind them is not looked at. */
export const mostIssues = 100

export const Id = z.string().max(longest.id)
export const Word = z.string().max(longest.word)
export const Name = z.string().max(longest.name)
export const Url = z.string().max(longest.url)
export const Prose = z.string().max(longest.prose)
export const Text = z.string().max(longest.text)

/** A list of at most so many items. A longer one is one mistake: its items are not looked at. */
export function listOf<Item extends z.ZodType>(item: Item, mostItems: number) {
  return z
    .array(z.unknown())
    .max(mostItems)
    .pipe(z.array(item))
    .meta({ items: describe(item) })
}

/** The same for many items: they are read one by one, until there are as many mistakes as are told. */
export function longListOf<Item extends z.ZodType>(item: Item, mostItems: number) {
  return z
    .array(z.unknown())
    .max(mostItems)
    .transform((sent, context) => readItems(item, sent, context))
    .meta({ items: describe(item) })
}

function describe(item: z.ZodType) {
  const { $schema: _, ...described } = z.toJSONSchema(item, { io: 'input', unrepresentable: 'any' })
  return described
}

function readItems<Item extends z.ZodType>(
  item: Item,
  sent: unknown[],
  context: z.core.$RefinementCtx,
): z.output<Item>[] {
  const items: z.output<Item>[] = []
  for (const [index, one] of sent.entries()) {
    const read = item.safeParse(one)
    if (read.success) items.push(read.data)
    else for (const issue of read.error.issues) context.issues.push({ ...issue, path: [index, ...issue.path] } as never)
    if (context.issues.length >= mostIssues) break
  }
  return items
}
