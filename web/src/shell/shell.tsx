import { effect } from '@preact/signals'
import { lazy, LocationProvider, Route, Router, useLocation } from 'preact-iso'
import { useEffect, useErrorBoundary } from 'preact/hooks'
import { Compass } from 'lucide'
import { signedOut, type Problem } from '../api/client'
import type { PageProps } from '../route'
import { ROUTES } from '../routes'
import { SearchOverlay } from '../search/overlay'
import { rememberLinks } from '../search/recent'
import { who } from '../who'
import { Button, Empty, LinkButton, ProblemView } from '../ui'
import { Toasts } from '../ui/toast'
import { Navigation } from './navigation'
import { searching } from './searching'
import { SignIn, SignInAgain } from './sign-in'
import { Top } from './top'
import { t } from './words'

const PAGES = ROUTES.map((one) => ({ path: one.path, page: lazy(one.load) }))

/** The page's frame: top bar, navigation, the page itself, toasts; or the way to sign in. */
export function Shell({ problem }: { problem: Problem | undefined }) {
  useEffect(rememberLinks, [])
  if (who.value === null) return <SignIn problem={problem} />
  if (who.value === undefined) return <Away problem={problem} />
  return (
    <LocationProvider>
      <a class="skip" href="#main" onClick={skip}>{t('skip')}</a>
      <Top />
      <Navigation />
      <main id="main" tabIndex={-1}>
        <Page />
      </main>
      {searching.value ? <SearchOverlay /> : null}
      {signedOut.value ? <SignInAgain /> : null}
      <Toasts />
    </LocationProvider>
  )
}

function skip(event: Event): void {
  event.preventDefault()
  document.getElementById('main')?.focus()
}

function Page() {
  const { path } = useLocation()
  return (
    <Guard key={path}>
      <Router onRouteChange={() => scrollTo(0, 0)}>
        {PAGES.map(({ path: at, page }) => (
          <Route key={at} path={at} component={page as preact.ComponentType<PageProps>} />
        ))}
        <Route default component={Lost} />
      </Router>
    </Guard>
  )
}

/** A fault of one page leaves the rest usable. */
function Guard({ children }: { children: preact.ComponentChildren }) {
  const [fault, again] = useErrorBoundary()
  if (!fault) return <>{children}</>
  return (
    <Empty title={t('fault')} actions={<Button onClick={again}>{t('fault_again')}</Button>}>
      {String(fault)}
    </Empty>
  )
}

function Lost() {
  return (
    <Empty icon={Compass} title={t('lost')} actions={<LinkButton href="/">{t('lost_home')}</LinkButton>}>
      {t('lost_text')}
    </Empty>
  )
}

/** Nothing is known yet: the server does not answer. */
function Away({ problem }: { problem: Problem | undefined }) {
  return <div class="away">{problem ? <ProblemView of={problem} again={() => location.reload()} /> : null}</div>
}

// A session that ended while somebody reads must not look like an empty database.
effect(() => {
  document.documentElement.toggleAttribute('data-signed-out', signedOut.value && who.value !== undefined)
})
