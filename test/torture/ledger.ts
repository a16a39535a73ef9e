/** What a thing may be: what an answered request made it, or what one without an answer has made it since. */
class Possible<T> {
  #values: T[]

  constructor(value: T) {
    this.#values = [value]
  }

  /** What was asked for last. */
  get latest(): T {
    return this.#values.at(-1)!
  }

  /** @param isAnswered whether it is so now; otherwise it may be */
  set(value: T, isAnswered: boolean): void {
    this.#values = isAnswered ? [value] : [...this.#values, value]
  }

  includes(value: T): boolean {
    return this.#values.some((possible) => JSON.stringify(possible) === JSON.stringify(value))
  }

  toString(): string {
    return this.#values.map((value) => JSON.stringify(value)).join(' or ')
  }
}

/** Whether it must be there, must not be there, or may be, since the last word on it was not answered. */
export type Existence = 'certain' | 'uncertain' | 'deleted'

export interface ChapterRecord {
  /** Unknown until it was seen in its project. */
  id?: string
  name: Possible<string>
  paragraphs: Possible<string[]>
  existence: Existence
}

export interface ProjectRecord {
  /** Unknown while the request that created it was not answered; its name is unique. */
  id?: string
  name: Possible<string>
  existence: Existence
  /** In reading order. */
  chapters: ChapterRecord[]
  /** Of the document that it is made of, until its chapters were seen. */
  documentParagraphs?: string[]
  /** It was created with the wish to be converted at once. */
  convertsAtOnce: boolean
}

/** A conversion that was answered with 200: its row in the database has the request's id. */
export interface ConversionRecord {
  requestId: string
  project: ProjectRecord
}

/** All that one writer was promised. */
export interface Ledger {
  projects: ProjectRecord[]
  conversions: ConversionRecord[]
}

export function newProjectRecord(name: string, chapters: ChapterRecord[] = []): ProjectRecord {
  return { name: new Possible(name), existence: 'uncertain', chapters, convertsAtOnce: false }
}

export function newChapterRecord(name: string, paragraphs: string[], existence: Existence): ChapterRecord {
  return { name: new Possible(name), paragraphs: new Possible(paragraphs), existence }
}

export function projectPath({ id }: ProjectRecord): string {
  return `/v1/studio/projects/${id}`
}

export function chapterPath(project: ProjectRecord, chapter: ChapterRecord): string {
  return `${projectPath(project)}/chapters/${chapter.id}`
}
