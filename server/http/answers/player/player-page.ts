import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BytesReply } from '../send-bytes.ts'

export interface Player {
  title: string
  author: string
  /** ISO 639-1 */
  language: string | null
  /** Without title and author. */
  isSmall: boolean
  /** As CSS writes them; what is none is ignored. */
  textColor: string | null
  backgroundColor: string | null
  /** Undefined as long as there is nothing to hear. */
  sound?: { path: string; durationSeconds: number }
}

export const defaultColors = { text: '#1f1f1f', background: '#ffffff' }

const style = readFileSync(join(import.meta.dirname, 'player.css'), 'utf8')
const script = readFileSync(join(import.meta.dirname, 'player.js'), 'utf8')

/** A page of its own for a frame in somebody's article. Nothing in it comes from elsewhere, and nothing else may run. */
export function playerPage(player: Player): BytesReply {
  const nonce = randomBytes(16).toString('base64')
  return {
    contentType: 'text/html; charset=utf-8',
    bytes: Buffer.from(writePage(player, nonce)),
    headers: {
      'content-security-policy': policy(nonce),
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'no-cache',
    },
  }
}

/** The frame to put into an article. @param url of the player */
export function htmlSnippet(url: string, title: string, isSmall: boolean): string {
  const attributes = `width="100%" height="${isSmall ? 60 : 104}" frameborder="0" loading="lazy"`
  return `<iframe src="${escapeHtml(url)}" title="Listen to ${escapeHtml(title)}" ${attributes}></iframe>`
}

function policy(nonce: string): string {
  const ours = `'nonce-${nonce}'`
  const rules = [`script-src ${ours}`, `style-src ${ours}`, "media-src 'self'", "base-uri 'none'", "form-action 'none'"]
  return ["default-src 'none'", ...rules, 'frame-ancestors *'].join('; ')
}

function writePage(player: Player, nonce: string): string {
  const { title, author, language, isSmall, sound } = player
  const about = `<h1>${escapeHtml(title)}</h1>${author ? `\n<p>${escapeHtml(author)}</p>` : ''}`
  const text = toColor(player.textColor) ?? defaultColors.text
  const background = toColor(player.backgroundColor) ?? defaultColors.background
  return `<!doctype html>
<html lang="${escapeHtml(language ?? 'en')}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style nonce="${nonce}">:root { --text: ${text}; --background: ${background}; }
${style}</style>
${isSmall ? '' : about}
${sound ? controls(sound, nonce) : '<p>This is not ready to be heard yet.</p>'}
</html>
`
}

function controls({ path, durationSeconds }: NonNullable<Player['sound']>, nonce: string): string {
  return `<audio src="${escapeHtml(path)}" preload="none"></audio>
<form lang="en">
<button type="button" aria-label="Play"><svg viewBox="0 0 24 24" aria-hidden="true">
<path class="play" d="M8 5v14l11-7z"/><path class="pause" d="M7 5h4v14H7zm6 0h4v14h-4z"/></svg></button>
<input type="range" min="0" max="${durationSeconds}" step="any" value="0" autocomplete="off" aria-label="Position">
<output></output>
<select aria-label="Speed" autocomplete="off">${speeds.map(toOption).join('')}</select>
</form>
<script nonce="${nonce}">${script}</script>`
}

const speeds = [0.75, 1, 1.25, 1.5, 2]

function toOption(speed: number): string {
  return `<option value="${speed}"${speed === 1 ? ' selected' : ''}>${speed}×</option>`
}

/** Undefined for what could end the declaration that it is put into. */
function toColor(color: string | null): string | undefined {
  return color !== null && /^[#\w(),.%\s/-]{1,64}$/.test(color) ? color : undefined
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
