import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { ask } from '../client/api.ts'
import { sessionQuery } from '../client/queries.ts'
import { useTranslate } from '../i18n/translate.ts'
import { Button } from '../ui/button.tsx'
import { Notice, TextField } from '../ui/fields.tsx'
import { useTitle } from '../ui/use-title.ts'
import { toOwnPath } from './own-path.ts'

export function SignInPage() {
  const t = useTranslate()
  const queries = useQueryClient()
  useTitle(t('Sign in'))
  const navigate = useNavigate()
  const { next } = useSearch({ from: '/sign-in' })
  const [key, setKey] = useState('')
  const [problem, setProblem] = useState<string>()

  async function signIn(event: FormEvent) {
    event.preventDefault()
    try {
      await ask('/lectern/v1/session', { method: 'POST', json: { key: key.trim() } })
      await queries.fetchQuery({ ...sessionQuery, staleTime: 0 })
      const href = toOwnPath(next, location.origin)
      // The report is a page of the server's own.
      await navigate({ href, reloadDocument: /\/report(\?|$)/.test(href) })
    } catch (error) {
      setProblem((error as Error).message)
    }
  }

  return (
    <main id="text" className="mx-auto grid min-h-dvh max-w-sm content-center gap-6 p-6">
      <div>
        <h1 className="font-(family-name:--text) text-3xl font-semibold">Lectern</h1>
        <p className="muted mt-2">{t('This studio asks for a key. Whoever runs it can make one for you.')}</p>
      </div>
      <form className="grid gap-4" onSubmit={signIn}>
        <TextField
          label={t('API key')}
          type="password"
          value={key}
          onChange={(event) => setKey(event.target.value)}
          autoFocus
        />
        {problem && <Notice>{problem}</Notice>}
        <Button type="submit" look="main" disabled={key.trim() === ''}>
          {t('Sign in')}
        </Button>
      </form>
    </main>
  )
}
