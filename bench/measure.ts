import { ownCpuSeconds, postgresCpuSeconds } from './process-figures.ts'

/** What a piece of work cost. */
export interface Cost {
  wallSeconds: number
  /** Of this process, all threads. */
  nodeSeconds: number
  postgresSeconds: number
}

/** @param dataFolder whose PostgreSQL is looked at */
export async function measure(dataFolder: string, work: () => Promise<unknown>): Promise<Cost> {
  const postgres = postgresCpuSeconds(dataFolder) // takes a while itself, so it comes first
  const [node, wall] = [ownCpuSeconds(), performance.now()]
  await work()
  return {
    wallSeconds: (performance.now() - wall) / 1000,
    nodeSeconds: ownCpuSeconds() - node,
    postgresSeconds: postgresCpuSeconds(dataFolder) - postgres,
  }
}

export function totalCpuSeconds({ nodeSeconds, postgresSeconds }: Cost): number {
  return nodeSeconds + postgresSeconds
}

export function median(values: number[]): number {
  return percentile(values, 50)
}

/** The value that so many percent do not exceed. */
export function percentile(values: number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]!
}

export async function repeat<T>(times: number, work: (round: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  for (let round = 0; round < times; round++) results.push(await work(round))
  return results
}
