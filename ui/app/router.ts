import { createRouter, createWebHistory, type RouteRecordRaw, type Router } from 'vue-router'
import { isApiError } from '../api/api_error.js'
import { contributedRoutes } from '../plugin_host/contributions.js'
import { loadDesignerTexts } from '../i18n/i18n.js'
import { useMetadata } from '../stores/metadata_store.js'
import { useSession } from '../stores/session_store.js'

const publicRoutes: RouteRecordRaw[] = [
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('../pages/SignInPage.vue'),
    meta: { public: true, title: 'sign_in.title' },
  },
  {
    path: '/setup',
    name: 'setup',
    component: () => import('../pages/SetupPage.vue'),
    meta: { public: true, title: 'setup.title' },
  },
]

const shellRoutes: RouteRecordRaw[] = [
  {
    path: '',
    name: 'home',
    component: () => import('../pages/HomePage.vue'),
    meta: { title: 'home.title' },
  },
  {
    path: 'records/:entity',
    name: 'record-list',
    component: () => import('../pages/RecordListPage.vue'),
  },
  {
    path: 'records/:entity/new',
    name: 'record-new',
    component: () => import('../pages/RecordNewPage.vue'),
  },
  {
    path: 'records/:entity/:id(\\d+)',
    name: 'record',
    component: () => import('../pages/RecordPage.vue'),
  },
  {
    path: 'account',
    name: 'account',
    component: () => import('../pages/AccountPage.vue'),
    meta: { title: 'account.title' },
  },
  ...contributedRoutes,
  {
    path: ':rest(.*)*',
    name: 'not-found',
    component: () => import('../pages/NotFoundPage.vue'),
    meta: { title: 'states.not_found' },
  },
]

/** The application's router: signs in first, loads the metadata, guards pages by permission. */
export function createAppRouter(): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes: [
      ...publicRoutes,
      { path: '/', component: () => import('../shell/AppShell.vue'), children: shellRoutes },
    ],
  })

  router.beforeEach(async (to) => {
    if (to.name === 'setup') return true
    const session = useSession()
    await session.load()
    if (to.name === 'sign-in') return session.user ? { path: '/' } : true
    if (!session.user)
      return { name: 'sign-in', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
    await Promise.all([
      useMetadata().load(),
      to.path.startsWith('/design/') ? loadDesignerTexts() : null,
    ])
    return true
  })
  /** Between two pages nothing is being filled in: what was published meanwhile is taken over. */
  router.beforeResolve(async (to, from) => {
    const metadata = useMetadata()
    if (to.path === from.path || !metadata.isStale) return
    try {
      await metadata.reload()
    } catch (error) {
      /** What is known serves on; whether the host can be reached is shown by the shell. */
      if (!isApiError(error)) throw error
    }
  })
  return router
}
