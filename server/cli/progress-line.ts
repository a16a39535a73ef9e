import { printable } from '#server/base/printable.ts'

/** Shows how far something is: on a terminal one line that changes, elsewhere a line now and then. */
export interface ProgressLine {
  /** What is being done; the same sentence again is not shown twice. */
  say(sentence: string): void
  /**
   * @param share from 0 to 1
   * @param step worth a line of its own when it changes
   */
  show(share: number, text: string, step?: number): void
  /** A sentence that stays. */
  keep(sentence: string): void
  end(): void
}

export interface Output {
  isTTY?: boolean
  columns?: number
  write(text: string): unknown
}

interface Options {
  /** In milliseconds. */
  now?: () => number
  /** Where the line cannot change, another one comes after this time though no step has changed. */
  millisecondsBetweenLines?: number
}

export function openProgressLine(output: Output, options: Options = {}): ProgressLine {
  return output.isTTY ? changingLine(output) : occasionalLines(output, options)
}

const barWidth = 12
const clear = '\r\x1b[K'

function changingLine(output: Output): ProgressLine {
  const draw = (text: string) => output.write(clear + printable(text).slice(0, (output.columns || 80) - 1))
  return {
    say: draw,
    show(share, text) {
      const filled = Math.round(share * barWidth)
      draw(`[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}]  ${text}`)
    },
    keep: (sentence) => output.write(`${clear}${printable(sentence)}\n`),
    end: () => output.write(clear),
  }
}

function occasionalLines(output: Output, options: Options): ProgressLine {
  const { now = () => performance.now(), millisecondsBetweenLines = 5_000 } = options
  let last = { text: '', step: 0, at: now() }
  const write = (text: string, step: number) => {
    last = { text, step, at: now() }
    output.write(`${printable(text)}\n`)
  }
  return {
    say: (sentence) => sentence !== last.text && write(sentence, last.step),
    show(_share, text, step = last.step) {
      if (step !== last.step || now() - last.at >= millisecondsBetweenLines) write(text, step)
    },
    keep: (sentence) => write(sentence, last.step),
    end() {},
  }
}

/** "42 %", never more than there is. */
export function percent(share: number): string {
  return `${Math.floor(share * 100)} %`
}
