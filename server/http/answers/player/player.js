// Runs in the embedded page: plays, seeks, changes the speed. The sound is fetched when someone wants to hear it.
const audio = document.querySelector('audio')
const button = document.querySelector('button')
const position = document.querySelector('input')
const time = document.querySelector('output')
const speed = document.querySelector('select')
const durationSeconds = Number(position.getAttribute('max'))

button.addEventListener('click', () => (audio.paused ? audio.play() : audio.pause()))
position.addEventListener('input', () => {
  audio.currentTime = Number(position.value)
  showTime(audio.currentTime)
})
speed.addEventListener('change', () => {
  audio.defaultPlaybackRate = audio.playbackRate = Number(speed.value)
})
audio.addEventListener('play', () => button.setAttribute('aria-label', 'Pause'))
audio.addEventListener('pause', () => button.setAttribute('aria-label', 'Play'))
audio.addEventListener('timeupdate', () => {
  position.value = String(audio.currentTime)
  showTime(audio.currentTime)
})
audio.addEventListener('error', () => {
  time.value = 'Not available'
})
showTime(0)

function showTime(seconds) {
  time.value = `${toClock(seconds)} / ${toClock(durationSeconds)}`
  position.setAttribute('aria-valuetext', `${toClock(seconds)} of ${toClock(durationSeconds)}`)
}

function toClock(seconds) {
  const whole = Math.floor(seconds)
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const shown = parts[0] > 0 ? parts : parts.slice(1)
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':')
}
