import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Answer } from './api-client.ts'
import type { TestStudio } from './studio.ts'
import { until } from './until.ts'

/** An article of 2,000 words. */
export const lighthouses = readFileSync(join(import.meta.dirname, '../samples/lighthouses.txt'), 'utf8')

/** The body of a request for a podcast, with the tone voices where no others are given. */
export function podcastBody(more: object = {}, [host, guest]: string[] = ['tone-a', 'tone-b']) {
  const conversation = { host_voice_id: host, guest_voice_id: guest }
  const source = { type: 'text', text: lighthouses }
  return { model_id: 'eleven_multilingual_v2', mode: { type: 'conversation', conversation }, source, ...more }
}

export function bulletin(host = 'tone-a') {
  return { mode: { type: 'bulletin', bulletin: { host_voice_id: host } } }
}

/** Asks for a podcast and waits until it has become what it becomes: its project. */
export async function makePodcast(studio: TestStudio, more: object = {}, voices?: string[]): Promise<Answer['body']> {
  const { body } = await studio.api.post('/v1/studio/podcasts', podcastBody(more, voices))
  assert.equal(body.project.state, 'creating')
  return untilMade(studio, body.project.project_id)
}

/** Asks for a draft and waits until its script is written. */
export async function draftPodcast(studio: TestStudio, more: object = {}, voices?: string[]): Promise<Answer['body']> {
  const { body } = await studio.api.post('/lectern/v1/podcasts/draft', podcastBody(more, voices))
  return untilMade(studio, body.project.project_id)
}

/** Approves a draft with these turns, and waits until they are spoken. */
export async function approvePodcast(studio: TestStudio, projectId: string, turns: object[]): Promise<void> {
  const path = `/lectern/v1/projects/${projectId}/script`
  const headers = { 'content-type': 'application/json' }
  await studio.api.json(path, { method: 'PUT', headers, body: JSON.stringify({ turns }) }, 200)
  await studio.api.post(`${path}/approve`)
  await untilMade(studio, projectId)
}

/** Minutes of speech take a while on a machine that has other things to do. */
const patience = { seconds: 900 }

export async function untilMade(studio: TestStudio, projectId: string): Promise<Answer['body']> {
  const look = async () => {
    const { body } = await studio.api.get(`/v1/studio/projects/${projectId}`)
    return body.state === 'default' && body
  }
  return until('the podcast is made', look, patience)
}

export async function scriptOf(studio: TestStudio, projectId: string): Promise<Answer['body']> {
  return (await studio.api.get(`/lectern/v1/projects/${projectId}/script`)).body
}

/** A text with one space wherever there is any white space. */
export function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

export const ranges = { short: [0, 180], default: [180, 420], long: [420, Infinity] } as const
export type Scale = keyof typeof ranges

/** How long a podcast lasts, in seconds: what was spoken of it, or is expected of its draft. */
export async function secondsOf(studio: TestStudio, projectId: string): Promise<number> {
  const { seconds_expected, state } = await scriptOf(studio, projectId)
  if (state === 'draft') return seconds_expected
  const { audio_duration_secs } = await studio.latestSnapshot(projectId)
  const off = Math.abs(seconds_expected / audio_duration_secs - 1)
  assert.ok(off < 0.1, `${seconds_expected} s were expected, it lasts ${audio_duration_secs} s`)
  return audio_duration_secs
}

export function assertWithin(seconds: number, scale: Scale): void {
  const [least, most] = ranges[scale]
  assert.ok(seconds > least && seconds < most, `${seconds} s for ${scale}`)
}
