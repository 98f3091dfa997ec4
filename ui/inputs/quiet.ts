/** Classes of an input without a frame: the frame appears on hover and focus, so that a record reads like a page. */
const QUIET =
  'bg-transparent ring ring-inset ring-transparent hover:ring-accented focus:ring-2 focus:ring-primary pv-quiet px-2 w-[calc(100%+0.5rem)]'

export const quietUi = (quiet: boolean | undefined): { base?: string } =>
  quiet ? { base: QUIET } : {}
