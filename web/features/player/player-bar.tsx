import { type ReactNode, useSyncExternalStore } from 'react'
import { useTranslate, writeNumber } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { filled, Select } from '../../ui/fields.tsx'
import { type Player, rates } from './player.ts'
import { writeTime } from './timeline.ts'

interface PlayerBarProps {
  player: Player
  /** How high the sound is, evenly over the whole, from 0 to 1. */
  wave?: number[]
  playMode?: 'end' | 'selection'
  onPlayMode?: (mode: 'end' | 'selection') => void
  onToggle: () => void
  onDownload?: () => void
  isLarge?: boolean
  /** Stands at the end. */
  children?: ReactNode
}

/** The tape machine at the foot of the page. */
export function PlayerBar({
  player,
  wave,
  playMode,
  onPlayMode,
  onToggle,
  onDownload,
  isLarge,
  children,
}: PlayerBarProps) {
  const t = useTranslate()
  const { isPlaying, isWaiting, position, total, rate, problem } = useSyncExternalStore(
    player.subscribe,
    player.getSnapshot,
  )
  const said = `${writeTime(position)} / ${writeTime(total)}`
  return (
    <section className={`player ${isLarge ? 'large' : ''}`} aria-label={t('Player')}>
      <div className="player-keys">
        <Button icon="previous" label={t('Previous paragraph')} onClick={() => player.step(-1)} />
        <button
          type="button"
          className="play-button"
          aria-label={isPlaying ? t('Pause') : t('Play')}
          data-waiting={isWaiting ? '' : undefined}
          onClick={onToggle}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            {isPlaying ? (
              <path d="M8.5 5.5v13M15.5 5.5v13" strokeWidth="3" />
            ) : (
              <path d="M8 5v14l11-7z" fill="currentColor" />
            )}
          </svg>
        </button>
        <Button icon="next" label={t('Next paragraph')} onClick={() => player.step(1)} />
      </div>
      <div className="player-position">
        {wave && wave.length > 0 && <Wave wave={wave} share={total > 0 ? position / total : 0} />}
        <input
          type="range"
          className={`range ${wave && wave.length > 0 ? 'over-wave' : ''}`}
          aria-label={t('Position')}
          aria-valuetext={t('{at} of {total}', { at: writeTime(position), total: writeTime(total) })}
          min={0}
          max={Math.max(total, 0.1)}
          step={0.1}
          value={Math.min(position, total)}
          style={filled(position, 0, total)}
          onChange={(event) => player.seek(Number(event.target.value))}
        />
      </div>
      <div className="player-end">
        {problem ? (
          <span role="alert" className="text-(--bad)">
            {problem}
          </span>
        ) : (
          <time>{isWaiting ? t('Being spoken …') : said}</time>
        )}
        {onPlayMode && (
          <Select
            label={t('Play')}
            isQuiet
            value={playMode}
            options={[
              { value: 'end', label: t('To the end') },
              { value: 'selection', label: t('Selection') },
            ]}
            onChange={(mode) => onPlayMode(mode as 'end' | 'selection')}
          />
        )}
        <Select
          label={t('Playback speed')}
          isQuiet
          value={rate}
          options={rates.map((one) => ({ value: String(one), label: `${writeNumber(one)}×` }))}
          onChange={(value) => player.setRate(Number(value))}
        />
        {onDownload && <Button icon="download" label={t('Download')} onClick={onDownload} />}
        {children}
      </div>
    </section>
  )
}

function Wave({ wave, share }: { wave: number[]; share: number }) {
  const on = Math.round(share * wave.length)
  return (
    <div className="wave" aria-hidden="true">
      {wave.map((height, index) => {
        const style = { height: `${Math.max(8, Math.round(height * 100))}%` }
        // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
        return <b key={index} className={index < on ? 'on' : ''} style={style} />
      })}
    </div>
  )
}
