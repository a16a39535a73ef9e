import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ask } from '../../client/api.ts'
import { voiceOptions } from '../../client/group-voices.ts'
import { languageModelQuery } from '../../client/queries.ts'
import type { ProjectSummary, Voice } from '../../client/types.ts'
import { chooseLanguage, useTranslate } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice, Select, TextArea } from '../../ui/fields.tsx'
import { useOnce } from '../../ui/use-once.ts'
import { firstVoices, isReady, type PodcastWish, readAddresses, toPodcastBody } from './podcast.ts'

interface PodcastDialogProps {
  voices: Voice[]
  onCreated: (project: ProjectSummary) => Promise<void>
  onClose: () => void
}

/** What a podcast is to be about, how long, and who speaks. Its script is written and can be changed before it is spoken. */
export function PodcastDialog({ voices, onCreated, onClose }: PodcastDialogProps) {
  const t = useTranslate()
  const model = useQuery(languageModelQuery)
  const hasModel = typeof model.data?.name === 'string'
  const [wish, setWish] = useState<PodcastWish>({
    ...{ addresses: '', text: '', mode: 'conversation', duration: 'default', language: '', instructions: '' },
    ...firstVoices(voices),
  })
  const create = useMutation({
    mutationFn: () =>
      ask<{ project: ProjectSummary }>('/lectern/v1/podcasts/draft', { method: 'POST', json: toPodcastBody(wish) }),
  })
  const createOnce = useOnce(async () => {
    const made = await create.mutateAsync().catch(() => undefined)
    if (made) await onCreated(made.project)
  })
  const change = (fields: Partial<PodcastWish>) => setWish({ ...wish, ...fields })
  const { wrong } = readAddresses(wish.addresses)
  const options = voiceOptions(voices, t)

  function submit(event: FormEvent) {
    event.preventDefault()
    createOnce()
  }
  return (
    <Dialog
      title={t('New project')}
      closeLabel={t('Close')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button look="main" type="submit" form="new-podcast" disabled={!isReady(wish) || create.isPending}>
            {t('Create')}
          </Button>
        </>
      }
    >
      <form
        id="new-podcast"
        className="grid gap-4"
        data-unsaved={(wish.text.trim() !== '' && !create.isPending) || undefined}
        onSubmit={submit}
      >
        <TextArea
          label={t('Addresses')}
          hint={
            wrong.length > 0
              ? t('This is no address: {line}', { line: wrong[0]! })
              : t('Of pages, each on a line of its own.')
          }
          rows={2}
          placeholder="https://"
          value={wish.addresses}
          onChange={(event) => change({ addresses: event.target.value })}
        />
        <TextArea
          label={t('Text')}
          hint={t('Or something that was written already: notes, an article, a chapter.')}
          rows={4}
          value={wish.text}
          onChange={(event) => change({ text: event.target.value })}
        />
        <div className="grid gap-4 md:grid-cols-3">
          <Select
            label={t('Mode')}
            value={wish.mode}
            options={[
              { value: 'conversation', label: t('Conversation') },
              { value: 'bulletin', label: t('Bulletin') },
            ]}
            onChange={(mode) => change({ mode: mode as PodcastWish['mode'] })}
          />
          <Select
            label={t('Duration')}
            value={wish.duration}
            options={[
              { value: 'short', label: t('Under 3 minutes') },
              { value: 'default', label: t('3 to 7 minutes') },
              { value: 'long', label: t('Over 7 minutes') },
            ]}
            onChange={(duration) => change({ duration: duration as PodcastWish['duration'] })}
          />
          <Select
            label={t('Language')}
            value={wish.language}
            disabled={!hasModel}
            options={[{ value: '', label: t('That of the sources') }, ...languageOptions()]}
            onChange={(language) => change({ language })}
          />
        </div>
        <div className="grid gap-4 md:grid-cols-2">
          <Select
            label={t('Host')}
            value={wish.hostVoiceId}
            options={options}
            onChange={(hostVoiceId) => change({ hostVoiceId })}
          />
          {wish.mode === 'conversation' && (
            <Select
              label={t('Guest')}
              value={wish.guestVoiceId}
              options={options}
              onChange={(guestVoiceId) => change({ guestVoiceId })}
            />
          )}
        </div>
        {hasModel && (
          <TextArea
            label={t('Wishes')}
            hint={t('For style and tone.')}
            rows={2}
            maxLength={3000}
            value={wish.instructions}
            onChange={(event) => change({ instructions: event.target.value })}
          />
        )}
        {model.data?.name === null && (
          <p className="muted text-[13px]">
            {t(
              'Without a language model the script is made of sentences of the sources, word by word, in their language.',
            )}
          </p>
        )}
        {create.error && <Notice>{create.error.message}</Notice>}
      </form>
    </Dialog>
  )
}

/** Languages that scripts are often wanted in, by their names in the language of the page. */
function languageOptions() {
  const names = new Intl.DisplayNames([chooseLanguage()], { type: 'language' })
  const codes = ['de', 'en', 'es', 'fr', 'it', 'ja', 'nl', 'pl', 'pt', 'sv', 'tr', 'uk', 'zh']
  return codes
    .map((code) => ({ value: code, label: names.of(code) ?? code }))
    .sort((one, other) => one.label.localeCompare(other.label))
}
