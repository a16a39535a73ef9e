import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ask } from '../client/api.ts'
import { CallbacksTab } from '../features/settings/callbacks-tab.tsx'
import { KeysTab } from '../features/settings/keys-tab.tsx'
import { LanguageModelTab } from '../features/settings/language-model-tab.tsx'
import { StorageTab } from '../features/settings/storage-tab.tsx'
import { VoicesTab } from '../features/settings/voices-tab.tsx'
import { chooseLanguage, languages, useTranslate } from '../i18n/translate.ts'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/fields.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { useTitle } from '../ui/use-title.ts'
import { type Appearance, keepAppearance, readAppearance } from './appearance.ts'
import { IconLink } from './icon-link.tsx'
import { useRole, useSignIn } from './session.ts'
import { useListen } from './use-listen.ts'

/** What belongs to the server and to this browser, not to a project. */
export function SettingsPage() {
  const t = useTranslate()
  const { isAdmin, keysRequired } = useRole()
  useTitle(t('Settings'))
  const signIn = useSignIn()
  const listenTo = useListen()
  const adminTabs = [
    { id: 'keys', label: t('Keys'), content: <KeysTab keysRequired={keysRequired} onFirstKey={signIn} /> },
    { id: 'callbacks', label: t('Callbacks'), content: <CallbacksTab /> },
    { id: 'storage', label: t('Storage'), content: <StorageTab /> },
    { id: 'language-model', label: t('Language model'), content: <LanguageModelTab /> },
  ]
  const tabs = [
    { id: 'voices', label: t('Voices'), content: <VoicesTab isAdmin={isAdmin} onListen={listenTo} /> },
    ...(isAdmin ? adminTabs : []),
    { id: 'about', label: t('About'), content: <About /> },
  ]
  return (
    <main id="text" className="page">
      <div className="page-head">
        <IconLink to="/" icon="back" label={t('Projects')} />
        <h1>{t('Settings')}</h1>
      </div>
      <Tabs label={t('Settings')} tabs={tabs} />
    </main>
  )
}

function About() {
  const t = useTranslate()
  const { keysRequired, version } = useRole()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [appearance, setAppearance] = useState(readAppearance)

  async function signOut() {
    await ask('/lectern/v1/session', { method: 'DELETE' })
    queries.clear()
    await navigate({ to: '/sign-in', search: { next: '/' } })
  }

  return (
    <div className="grid max-w-sm gap-4">
      <p>
        Lectern {version}.{' '}
        <a className="underline" href="/docs">
          {t('Documents of the API')}
        </a>
      </p>
      <Select
        label={t('Appearance')}
        value={appearance}
        options={[
          { value: 'system', label: t('As the system') },
          { value: 'light', label: t('Light') },
          { value: 'dark', label: t('Dark') },
        ]}
        onChange={(value) => {
          setAppearance(value as Appearance)
          keepAppearance(value as Appearance)
        }}
      />
      <Select
        label={t('Language')}
        value={chooseLanguage()}
        options={Object.entries(languages).map(([value, label]) => ({ value, label }))}
        onChange={(language) => {
          localStorage.setItem('language', language)
          location.reload()
        }}
      />
      {keysRequired && <Button onClick={() => void signOut()}>{t('Sign out')}</Button>}
    </div>
  )
}
