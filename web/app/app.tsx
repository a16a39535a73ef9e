import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { ApiError } from '../client/api.ts'
import { DeletionsProvider } from '../features/library/deletions.tsx'
import { chooseLanguage, TranslateContext, translator } from '../i18n/translate.ts'
import { ToastProvider } from '../ui/toasts.tsx'
import { applyAppearance } from './appearance.ts'
import { router } from './router.tsx'
import { StudioEvents } from './studio-events.tsx'

function openQueries(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveWithoutSession }),
    mutationCache: new MutationCache({ onError: leaveWithoutSession }),
    defaultOptions: {
      // The server is asked also where the browser believes that there is no network: it may be this machine.
      mutations: { networkMode: 'always' },
      queries: {
        networkMode: 'always',
        staleTime: 5_000,
        // What is refused is refused again; what cannot be reached may be reached soon.
        retry: (count, error) => !(error instanceof ApiError) && count < 3,
      },
    },
  })
}

/** A session ends with its key, or after a month: then the key is asked for again. */
function leaveWithoutSession(error: Error): void {
  if (!(error instanceof ApiError && error.status === 401) || location.pathname === '/sign-in') return
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`)
}

export function App() {
  const [queries] = useState(openQueries)
  const [language] = useState(chooseLanguage)
  const translate = translator(language)
  useEffect(() => {
    document.documentElement.lang = language
    applyAppearance()
  }, [language])
  return (
    <TranslateContext value={translate}>
      <QueryClientProvider client={queries}>
        <ToastProvider closeLabel={translate('Close')}>
          <StudioEvents>
            <DeletionsProvider>
              <RouterProvider router={router} context={{ queries }} />
            </DeletionsProvider>
          </StudioEvents>
        </ToastProvider>
      </QueryClientProvider>
    </TranslateContext>
  )
}
