import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import type { Config } from '#server/base/config.ts'
import { StudioError } from '#server/base/errors.ts'

/** An option as it is parsed, and what `help` says of it. */
export interface CommandOption {
  type: 'string' | 'boolean'
  /** Whether it may be given several times; then its value is a list. */
  multiple?: true
  /** What stands for the value in `help`: `ID`. */
  placeholder?: string
  meaning: string
}

type Options = Record<string, CommandOption>

export type OptionValues<Known extends Options> = {
  [Name in keyof Known]?: Known[Name] extends { multiple: true }
    ? string[]
    : Known[Name]['type'] extends 'string'
      ? string
      : boolean
}

/** What a person asked of a command. */
export interface Order<Known extends Options> {
  config: Config
  values: OptionValues<Known>
  positionals: string[]
}

/** A command of `lectern`, as data. `run` answers the exit code. */
export interface Command<Known extends Options = Options> {
  name: string
  summary: string
  /** What follows `npx lectern`, one line for each form. */
  usage: string[]
  options: Known
  /** Whether words that belong to no option mean something. */
  takesWords?: boolean
  run(order: Order<Known>): Promise<number>
}

/** A command whose `run` knows the types of its own options. */
export function command<const Known extends Options>(one: Command<Known>): Command {
  return one as unknown as Command
}

/** Reads the words behind a command's name. @throws StudioError `command_misused` */
export function readOrder(one: Command, words: string[], config: Config): Order<Options> {
  try {
    const options: ParseArgsOptionsConfig = one.options
    const { values, positionals } = parseArgs({ args: words, options, allowPositionals: one.takesWords ?? false })
    return { config, values: values as OptionValues<Options>, positionals }
  } catch (error) {
    throw misused(`\`lectern ${one.name}\` does not understand this: ${firstSentence(error)}`)
  }
}

export function misused(sentence: string): StudioError {
  return new StudioError('command_misused', sentence)
}

/** What Node says after its first sentence is about `--` and helps nobody here. */
function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return `${message.split(/\. |\n/)[0]!.replace(/\.$/, '')}.`
}
