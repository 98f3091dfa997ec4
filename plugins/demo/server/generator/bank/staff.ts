import type { DemoTeam, DemoUnit, DemoUser } from './types.js'

export const units: DemoUnit[] = [
  { code: 'HQ', name: 'Demo Bank', parent: null },
  { code: 'CC', name: 'Contact centre', parent: 'HQ' },
  { code: 'CC-SUP', name: 'Customer support', parent: 'CC' },
  { code: 'CC-CARD', name: 'Card services', parent: 'CC' },
  { code: 'CC-LOAN', name: 'Loans and leads', parent: 'CC' },
]

export const teams: DemoTeam[] = [
  { key: 'support_day', name: 'Support A' },
  { key: 'support_late', name: 'Support B' },
  { key: 'cards', name: 'Cards' },
  { key: 'loans', name: 'Loans' },
  { key: 'quality', name: 'Quality' },
]

/** Queues of the demo PBX. `within` is the service level's number of seconds. */
export interface DemoQueue {
  number: string
  name: string
  within: number
  /** The line that leads straight to it. */
  did: string
  /** Key in the IVR. */
  key: string
  /** Share of the calls. */
  weight: number
  medianTalk: number
}
export const MAIN_LINE = '02191001000'
export const queues: DemoQueue[] = [
  {
    number: '1000',
    name: 'Support',
    within: 20,
    did: '02191001100',
    key: '1',
    weight: 55,
    medianTalk: 215,
  },
  {
    number: '2000',
    name: 'Cards',
    within: 15,
    did: '02191002000',
    key: '2',
    weight: 30,
    medianTalk: 170,
  },
  {
    number: '3000',
    name: 'Loans',
    within: 30,
    did: '02191003000',
    key: '3',
    weight: 15,
    medianTalk: 300,
  },
]

type Line = readonly [
  login: string,
  name: string,
  unit: string,
  team: string,
  role: string,
  extension: string,
  queues: string,
  language: DemoUser['language'],
]

const LINES: Line[] = [
  ['sara.ahmadi', 'Sara Ahmadi', 'CC-SUP', 'support_day', 'agent', '201', '1000', 'fa'],
  ['ali.karimi', 'Ali Karimi', 'CC-SUP', 'support_day', 'agent', '202', '1000', 'fa'],
  ['mina.rahimi', 'Mina Rahimi', 'CC-SUP', 'support_day', 'agent', '203', '1000 2000', 'fa'],
  ['reza.sadeghi', 'Reza Sadeghi', 'CC-SUP', 'support_day', 'agent', '204', '1000', 'fa'],
  ['neda.akbari', 'Neda Akbari', 'CC-SUP', 'support_late', 'agent', '205', '1000', 'fa'],
  ['kaveh.moradi', 'Kaveh Moradi', 'CC-SUP', 'support_late', 'agent', '206', '1000', 'fa'],
  ['aygun.aliyeva', 'Aygun Aliyeva', 'CC-SUP', 'support_late', 'agent', '207', '1000', 'az'],
  ['tural.mammadov', 'Tural Mammadov', 'CC-SUP', 'support_late', 'agent', '208', '1000 3000', 'az'],
  ['leila.nouri', 'Leila Nouri', 'CC-CARD', 'cards', 'agent', '209', '2000', 'fa'],
  ['hamid.asadi', 'Hamid Asadi', 'CC-CARD', 'cards', 'agent', '210', '2000', 'fa'],
  ['nigar.hasanova', 'Nigar Hasanova', 'CC-CARD', 'cards', 'agent', '211', '2000', 'az'],
  ['emma.clarke', 'Emma Clarke', 'CC-CARD', 'cards', 'agent', '212', '2000 1000', 'en'],
  ['babak.fathi', 'Babak Fathi', 'CC-LOAN', 'loans', 'agent', '213', '3000', 'fa'],
  ['parisa.kiani', 'Parisa Kiani', 'CC-LOAN', 'loans', 'agent', '214', '3000', 'fa'],
  ['orkhan.guliyev', 'Orkhan Guliyev', 'CC-LOAN', 'loans', 'agent', '215', '3000 2000', 'az'],
  ['maryam.tehrani', 'Maryam Tehrani', 'CC-SUP', 'support_day', 'supervisor', '301', '', 'fa'],
  ['javad.yousefi', 'Javad Yousefi', 'CC-CARD', 'cards', 'supervisor', '302', '', 'fa'],
  ['sabina.karimova', 'Sabina Karimova', 'CC-LOAN', 'loans', 'supervisor', '303', '', 'az'],
  ['farhad.shirazi', 'Farhad Shirazi', 'CC', '', 'supervisor', '304', '', 'fa'],
  ['elham.bagheri', 'Elham Bagheri', 'CC', 'quality', 'evaluator', '', '', 'fa'],
  ['vugar.rahimov', 'Vugar Rahimov', 'CC', 'quality', 'evaluator', '', '', 'az'],
  ['nasrin.amini', 'Nasrin Amini', 'CC', 'quality', 'evaluator', '', '', 'fa'],
  ['daniel.evans', 'Daniel Evans', 'HQ', '', 'consultant', '', '', 'en'],
  ['azadeh.golshan', 'Azadeh Golshan', 'HQ', '', 'consultant', '', '', 'fa'],
]

/** The bank's people. None can sign in before an administrator gives a password; the administrator is made by the set-up link. */
export const users: DemoUser[] = LINES.map(
  ([login, name, unit, team, role, extension, queueList, language]) => ({
    login,
    name,
    email: `${login}@demo-bank.example`,
    unit,
    teams: team === '' ? [] : [team],
    roles: [role],
    extension: extension === '' ? null : extension,
    queues: queueList === '' ? [] : queueList.split(' '),
    language,
  })
)

export const agents = users.filter((user) => user.queues.length > 0)
export const desks = users.filter((user) => user.extension !== null && user.queues.length === 0)
