import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { ask } from '../../client/api.ts'
import { groupVoices } from '../../client/group-voices.ts'
import { packsQuery, voicesQuery } from '../../client/queries.ts'
import type { Voice, VoicePackResponse } from '../../client/types.ts'
import { describePack, describeVoice } from '../../i18n/describe-voice.ts'
import { tellRefusal } from '../../i18n/refusals.ts'
import { type Translate, useTranslate } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Notice, Progress } from '../../ui/fields.tsx'
import { ListenButton } from '../../ui/listen-button.tsx'

interface VoicesTabProps {
  isAdmin: boolean
  onListen: (url: string) => Promise<void>
}

/** The voices of this server, and the packs that bring more. */
export function VoicesTab({ isAdmin, onListen }: VoicesTabProps) {
  const t = useTranslate()
  const voices = useQuery(voicesQuery)
  const packs = useQuery(packsQuery)
  const [text, setText] = useState('')
  const found = useMemo(() => {
    const wanted = text.toLowerCase()
    return (voices.data ?? []).filter((voice) =>
      `${voice.name} ${Object.values(voice.labels).join(' ')}`.toLowerCase().includes(wanted),
    )
  }, [voices.data, text])
  return (
    <div className="grid gap-6">
      <section className="grid gap-2">
        <h2 className="label">{t('Voice packs')}</h2>
        <ul className="rows">
          {packs.data?.map((pack) => (
            <Pack key={pack.voice_pack_id} pack={pack} isAdmin={isAdmin} />
          ))}
        </ul>
      </section>
      <section className="grid gap-2">
        <h2 className="label">{t('Voices')}</h2>
        <input
          type="search"
          className="input"
          aria-label={t('Search voices')}
          placeholder={t('Search voices')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {groupVoices(found, t).map((group) => (
          <div key={group.label}>
            <h3 className="muted mt-3">{group.label}</h3>
            <ul className="rows" aria-label={group.label}>
              {group.voices.map((voice) => (
                <li key={voice.voice_id}>
                  <ListenButton
                    look="line"
                    label={t('Listen to {name}', { name: voice.name })}
                    onListen={() => onListen(`/lectern/v1/voices/${encodeURIComponent(voice.voice_id)}/preview`)}
                  />
                  <span className="min-w-0 flex-1">
                    <span className="font-semibold">{voice.name}</span>
                    <About voice={voice} group={group.label} />
                  </span>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </section>
    </div>
  )
}

/** What its group does not tell already. */
function About({ voice, group }: { voice: Voice; group: string }) {
  const about = describeVoice(voice.labels, useTranslate())
  return about !== group && <span className="muted block">{about}</span>
}

function Pack({ pack, isAdmin }: { pack: VoicePackResponse; isAdmin: boolean }) {
  const t = useTranslate()
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: (method: 'POST' | 'DELETE') => ask(`/lectern/v1/voice-packs/${pack.voice_pack_id}`, { method }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['voice-packs'] }),
  })
  const { state, title } = pack
  return (
    <li>
      <span className="min-w-0 flex-1">
        <span className="font-semibold">{title}</span>
        <span className="muted block">{describePack(pack, t)}</span>
        <span className="muted block text-[13px]">
          {describe(pack, t)} · {Math.round(pack.byte_length / 1e6)} MB · {pack.licence}
        </span>
        {pack.error && <Notice>{tellRefusal(pack.error)}</Notice>}
        {change.error && <Notice>{change.error.message}</Notice>}
        {state === 'installing' && <Progress label={t('Installing {name}', { name: title })} value={pack.progress} />}
      </span>
      {isAdmin && state === 'installed' && (
        <Button aria-label={t('Remove {word}', { word: title })} onClick={() => change.mutate('DELETE')}>
          {t('Remove')}
        </Button>
      )}
      {isAdmin && (state === 'not_installed' || state === 'failed') && (
        <Button look="line" aria-label={t('Install {name}', { name: title })} onClick={() => change.mutate('POST')}>
          {t('Install')}
        </Button>
      )}
    </li>
  )
}

function describe({ state }: VoicePackResponse, t: Translate): string {
  const texts = {
    installed: t('Installed'),
    installing: t('Being installed'),
    failed: t('Could not be installed'),
    not_installed: t('Not installed'),
  }
  return texts[state]
}
