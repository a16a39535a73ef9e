import { type FormEvent, useRef, useState } from 'react'
import { ask, askRaw } from '../../client/api.ts'
import { useTranslate } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice, TextField } from '../../ui/fields.tsx'
import { ListenButton } from '../../ui/listen-button.tsx'

interface PronounceDialogProps {
  projectId: string
  word: string
  voiceId: string
  onListen: (url: string) => Promise<void>
  onDone: (affected: number) => void
  onClose: () => void
}

/** A word is typed as it sounds, heard, and said so everywhere. */
export function PronounceDialog({ projectId, word, voiceId, onListen, onDone, onClose }: PronounceDialogProps) {
  const t = useTranslate()
  const [text, setText] = useState(word)
  const [alias, setAlias] = useState('')
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const asking = useRef<AbortController>(undefined)

  async function listen() {
    if (asking.current) return asking.current.abort()
    const { signal } = (asking.current = new AbortController())
    setProblem(undefined)
    try {
      const json = { text: alias.trim() || text, voice_id: voiceId }
      const sound = await (await askRaw('/lectern/v1/preview', { method: 'POST', json, signal })).blob()
      await onListen(URL.createObjectURL(sound))
    } catch (error) {
      if (!signal.aborted) setProblem((error as Error).message)
    } finally {
      asking.current = undefined
    }
  }
  async function apply(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    try {
      const path = `/lectern/v1/projects/${projectId}/pronounce`
      const json = { text: text.trim(), alias: alias.trim() }
      const { affected_blocks: affected } = await ask<{ affected_blocks: string[] }>(path, { method: 'POST', json })
      onDone(affected.length)
      onClose()
    } catch (error) {
      setProblem((error as Error).message)
      setBusy(false)
    }
  }

  return (
    <Dialog
      title={t('Pronunciation')}
      closeLabel={t('Close')}
      onClose={onClose}
      foot={
        <>
          <ListenButton disabled={text.trim() === ''} onListen={listen}>
            {t('Listen')}
          </ListenButton>
          <Button
            look="main"
            type="submit"
            form="pronounce"
            disabled={isBusy || text.trim() === '' || alias.trim() === ''}
          >
            {t('Say it so everywhere')}
          </Button>
        </>
      }
    >
      <form id="pronounce" className="grid gap-4" onSubmit={apply}>
        <TextField label={t('Word')} value={text} onChange={(event) => setText(event.target.value)} />
        <TextField
          label={t('Sounds like')}
          data-first={word !== '' || undefined}
          hint={t('Type it as it sounds, such as “oy-eh-lah-rahn”.')}
          value={alias}
          onChange={(event) => setAlias(event.target.value)}
        />
        {problem && <Notice>{problem}</Notice>}
      </form>
    </Dialog>
  )
}
