import { useState } from 'react'
import { voiceOptions } from '../../client/group-voices.ts'
import type { ProjectVoice, Voice } from '../../client/types.ts'
import { describeVoice } from '../../i18n/describe-voice.ts'
import { useTranslate, writeNumber } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Select, Slider, Switch } from '../../ui/fields.tsx'
import { ListenButton } from '../../ui/listen-button.tsx'

interface VoicesPanelProps {
  voices: Voice[]
  used: ProjectVoice[]
  colorOf: (ref: string) => number
  currentRef: string | undefined
  mayEdit: boolean
  hasSelection: boolean
  onChoose: (voiceId: string, isOnlySelection: boolean) => void
  onListen: (voice: Voice) => Promise<void>
  /** Tells whether they were changed. Null where the settings of a voice cannot be. */
  onSettings: ((ref: string, settings: VoiceChange) => Promise<boolean>) | null
  onClose: () => void
}

export type VoiceChange = Partial<
  Pick<ProjectVoice, 'speed' | 'volume_gain' | 'stability' | 'similarity_boost' | 'style'>
>

/** Who says the paragraph, and who else speaks in the project. */
export function VoicesPanel(props: VoicesPanelProps) {
  const { voices, used, colorOf, currentRef, mayEdit, hasSelection, onChoose, onListen, onSettings, onClose } = props
  const t = useTranslate()
  const [isOnlySelection, setOnlySelection] = useState(false)
  const current = used.find((voice) => voice.project_voice_ref_id === currentRef)
  const voice = voices.find((one) => one.voice_id === current?.voice_id)
  return (
    <section className="grid gap-4" aria-label={t('Voice of this paragraph')}>
      <div className="card grid gap-3">
        <div className="flex items-center justify-between">
          <h2 className="panel-title !p-0">{t('Voice of this paragraph')}</h2>
          <span className="narrow-only">
            <Button icon="close" label={t('Close')} onClick={onClose} />
          </span>
        </div>
        <div className="flex items-end gap-2">
          <div className="min-w-0 flex-1">
            <Select
              label={t('Voice')}
              value={current?.voice_id ?? ''}
              disabled={!mayEdit || !current}
              options={[
                ...(voice ? [] : [{ value: current?.voice_id ?? '', label: current?.alias ?? '–' }]),
                ...voiceOptions(voices, t),
              ]}
              onChange={(voiceId) => onChoose(voiceId, isOnlySelection && hasSelection)}
            />
          </div>
          {voice && (
            <ListenButton
              look="line"
              label={t('Listen to {name}', { name: voice.name })}
              onListen={() => onListen(voice)}
            />
          )}
        </div>
        {voice && <p className="muted">{describeVoice(voice.labels, t)}</p>}
        {mayEdit && (
          <Switch
            label={t('Only this selection')}
            isOn={isOnlySelection}
            isDisabled={!hasSelection}
            onChange={setOnlySelection}
          />
        )}
        {current && onSettings && (
          <Settings key={current.project_voice_ref_id} voice={current} onSettings={onSettings} />
        )}
      </div>
      <div>
        <h2 className="panel-title">{t('Used in this project')}</h2>
        <ul className="grid gap-1" aria-label={t('Used in this project')}>
          {used.map((one) => {
            const known = voices.find((other) => other.voice_id === one.voice_id)
            return (
              <li key={one.project_voice_ref_id} className="flex items-center gap-2 px-2">
                <span className={`dot v${colorOf(one.project_voice_ref_id)}`} />
                <span className="min-w-0 flex-1 truncate">{one.alias}</span>
                {known && (
                  <ListenButton label={t('Listen to {name}', { name: one.alias })} onListen={() => onListen(known)} />
                )}
              </li>
            )
          })}
        </ul>
      </div>
    </section>
  )
}

function Settings({
  voice,
  onSettings,
}: {
  voice: ProjectVoice
  onSettings: NonNullable<VoicesPanelProps['onSettings']>
}) {
  const t = useTranslate()
  const [settings, setSettings] = useState(voice)
  const commit = async () => {
    const { speed, volume_gain, stability, similarity_boost, style } = settings
    const change = { speed, volume_gain, stability, similarity_boost, style }
    if (!(await onSettings(voice.project_voice_ref_id, change))) setSettings(voice)
  }
  const share = (value: number) => `${Math.round(value * 100)} %`
  const slider = (
    name: keyof VoiceChange,
    label: string,
    min: number,
    max: number,
    step: number,
    write: (value: number) => string,
  ) => (
    <Slider
      key={name}
      label={label}
      value={settings[name]}
      {...{ min, max, step }}
      text={write(settings[name])}
      onChange={(value) => setSettings({ ...settings, [name]: value })}
      onCommit={() => void commit()}
    />
  )
  return (
    <div className="grid gap-2">
      {slider('speed', t('Speed'), 0.7, 1.2, 0.01, (value) => writeNumber(value, 2))}
      {slider('volume_gain', t('Volume'), -12, 12, 0.5, writeDecibels)}
      {slider('stability', t('Stability'), 0, 1, 0.05, share)}
      {slider('similarity_boost', t('Similarity'), 0, 1, 0.05, share)}
      {slider('style', t('Style'), 0, 1, 0.05, share)}
    </div>
  )
}

/** With its sign, since it is a difference. */
function writeDecibels(value: number): string {
  return `${value > 0 ? '+' : ''}${writeNumber(value, 1)} dB`
}
