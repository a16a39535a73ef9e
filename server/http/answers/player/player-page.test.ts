import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { parseHTML } from 'linkedom'
import { type Player, playerPage } from './player-page.ts'

const player: Player = {
  title: 'Rain & <Snow>',
  author: 'Ann',
  language: 'de',
  isSmall: false,
  textColor: null,
  backgroundColor: null,
  sound: { path: 'snapshots/one/audio', durationSeconds: 3_725.5 },
}

test('the script plays, pauses, seeks and changes the speed', () => {
  const { document, audio } = openPage(player)
  const button = document.querySelector('button')
  const time = document.querySelector('output')
  assert.equal(time.value, '0:00 / 1:02:05')
  button.click()
  assert.equal(button.getAttribute('aria-label'), 'Pause')
  audio.moveTo(61)
  assert.equal(time.value, '1:01 / 1:02:05')
  button.click()
  assert.equal(button.getAttribute('aria-label'), 'Play')

  const position = document.querySelector('input')
  position.value = '125'
  position.dispatchEvent(new document.defaultView!.Event('input'))
  assert.equal(audio.currentTime, 125)
  assert.equal(position.getAttribute('aria-valuetext'), '2:05 of 1:02:05')

  const speed = document.querySelector('select')
  Object.defineProperty(speed, 'value', { value: '1.5' })
  speed.dispatchEvent(new document.defaultView!.Event('change'))
  assert.equal(audio.playbackRate, 1.5)
})

test('title and author are shown as they are, and not at all in a small player', () => {
  const { document } = openPage(player)
  assert.equal(document.querySelector('h1')!.textContent, 'Rain & <Snow>')
  assert.equal(document.documentElement.getAttribute('lang'), 'de')
  assert.equal(openPage({ ...player, isSmall: true }).document.querySelector('h1'), null)
})

test('each page has another nonce', () => {
  const [one, two] = [playerPage(player), playerPage(player)].map((page) => page.headers!['content-security-policy'])
  assert.notEqual(one, two)
})

/** Runs the script of the page on its elements. Only the sound is ours: there is no loudspeaker. */
function openPage(shown: Player) {
  const { document } = parseHTML(String(playerPage(shown).bytes))
  const element = document.querySelector('audio')
  const emit = (type: string) => element.dispatchEvent(new document.defaultView!.Event(type))
  const audio = Object.assign(element, {
    paused: true,
    currentTime: 0,
    playbackRate: 1,
    play() {
      audio.paused = false
      emit('play')
    },
    pause() {
      audio.paused = true
      emit('pause')
    },
    moveTo(seconds: number) {
      audio.currentTime = seconds
      emit('timeupdate')
    },
  })
  runInNewContext(document.querySelector('script')!.textContent!, { document })
  return { document, audio }
}
