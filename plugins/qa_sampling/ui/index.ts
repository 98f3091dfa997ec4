import { defineUiPlugin } from '#ui/plugin_host/define_ui_plugin.js'

/** What QA sampling adds to the browser application. */
export default defineUiPlugin({
  routes: [
    {
      path: 'quality/sampling/rules/new',
      name: 'qa_sampling.rule_new',
      component: () => import('./rule/RulePage.vue'),
      meta: { title: 'qa_sampling.rule.new' },
    },
    {
      path: 'quality/sampling/rules/:id(\\d+)',
      name: 'qa_sampling.rule',
      component: () => import('./rule/RulePage.vue'),
      meta: { title: 'qa_sampling.rule.one' },
    },
    {
      path: 'quality/sampling/runs/:id(\\d+)',
      name: 'qa_sampling.run',
      component: () => import('./run/RunPage.vue'),
      meta: { title: 'qa_sampling.run.title' },
    },
    /** Rules and runs have pages of their own: every link to the record leads there. */
    { path: 'records/sampling_rule/new', redirect: '/quality/sampling/rules/new' },
    {
      path: 'records/sampling_rule/:id(\\d+)',
      redirect: ({ params }) => `/quality/sampling/rules/${String(params.id)}`,
    },
    {
      path: 'records/sampling_run/:id(\\d+)',
      redirect: ({ params }) => `/quality/sampling/runs/${String(params.id)}`,
    },
  ],
  menu: [
    { id: 'qa_sampling.rules', entity: 'sampling_rule', group: 'quality', order: 20 },
    { id: 'qa_sampling.runs', entity: 'sampling_run', group: 'quality', order: 30 },
    { id: 'qa_sampling.samples', entity: 'sample', group: 'quality', order: 40 },
  ],
})
