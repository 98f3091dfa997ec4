import type { PermissionDeclaration } from '#core/plugin_host/types'

/** The core's own named permissions. Plugins declare theirs in their manifest. */
export const corePermissions = [
  {
    name: 'core.customise',
    label: { en: 'Customise the product', fa: 'سفارشی‌سازی سامانه', az: 'Məhsulu fərdiləşdirmək' },
  },
  {
    name: 'core.design_forms',
    label: {
      en: 'Design the forms that are open to it',
      fa: 'طراحی فرم‌هایی که برای آن بازند',
      az: 'Buna açıq formaları tərtib etmək',
    },
  },
  {
    name: 'core.solutions.export',
    label: {
      en: 'Export solutions',
      fa: 'برون‌بری بسته‌های سفارشی‌سازی',
      az: 'Həll paketlərini ixrac etmək',
    },
  },
  {
    name: 'core.solutions.import',
    label: {
      en: 'Import solutions',
      fa: 'درون‌ریزی بسته‌های سفارشی‌سازی',
      az: 'Həll paketlərini idxal etmək',
    },
  },
  {
    name: 'core.share_views',
    label: {
      en: 'Share views with everyone',
      fa: 'اشتراک نماها با همه',
      az: 'Görünüşləri hamı ilə paylaşmaq',
    },
  },
  {
    name: 'core.admin.users',
    label: { en: 'Manage users', fa: 'مدیریت کاربران', az: 'İstifadəçiləri idarə etmək' },
  },
  {
    name: 'core.admin.roles',
    label: { en: 'Manage roles', fa: 'مدیریت نقش‌ها', az: 'Rolları idarə etmək' },
  },
  {
    name: 'core.admin.sensitive',
    label: {
      en: 'Let roles see sensitive fields',
      fa: 'دادن دسترسی فیلدهای حساس به نقش‌ها',
      az: 'Rollara həssas sahələri açmaq',
    },
  },
  {
    name: 'core.admin.preview',
    label: {
      en: 'See the application as a role does',
      fa: 'دیدن سامانه از دید یک نقش',
      az: 'Tətbiqi rolun gözü ilə görmək',
    },
  },
  {
    name: 'core.admin.units',
    label: {
      en: 'Manage units and teams',
      fa: 'مدیریت واحدها و تیم‌ها',
      az: 'Bölmə və qrupları idarə etmək',
    },
  },
  {
    name: 'core.admin.plugins',
    label: { en: 'Manage plugins', fa: 'مدیریت افزونه‌ها', az: 'Plaginləri idarə etmək' },
  },
  {
    name: 'core.admin.settings',
    label: { en: 'Change settings', fa: 'تغییر تنظیمات', az: 'Parametrləri dəyişmək' },
  },
  {
    name: 'core.admin.webhooks',
    label: { en: 'Manage webhooks', fa: 'مدیریت وب‌هوک‌ها', az: 'Vebhukları idarə etmək' },
  },
  {
    name: 'core.admin.destinations',
    label: {
      en: 'Decide where data may be sent',
      fa: 'تعیین مقصدهای مجاز ارسال داده',
      az: 'Məlumatın hara göndərilə biləcəyini təyin etmək',
    },
  },
  {
    name: 'core.admin.audit',
    label: { en: 'Read the audit', fa: 'مشاهده ردپای ممیزی', az: 'Auditi oxumaq' },
  },
  {
    name: 'core.admin.jobs',
    label: {
      en: 'Watch and cancel jobs',
      fa: 'پایش و لغو کارها',
      az: 'İşləri izləmək və dayandırmaq',
    },
  },
  {
    name: 'core.workflow.design',
    label: {
      en: 'Design workflows',
      fa: 'طراحی گردش‌کار',
      az: 'İş axınlarını qurmaq',
    },
  },
  {
    name: 'core.workflow.operate',
    label: {
      en: 'Operate workflows',
      fa: 'راهبری گردش‌کارها',
      az: 'İş axınlarını idarə etmək',
    },
  },
  {
    name: 'core.workflow.watch',
    label: {
      en: 'Watch workflow runs',
      fa: 'پایش اجراهای گردش‌کار',
      az: 'İş axınlarının icralarını izləmək',
    },
  },
  {
    name: 'core.workflow.start',
    label: {
      en: 'Start workflows by hand',
      fa: 'آغاز دستی گردش‌کارها',
      az: 'İş axınlarını əl ilə başlatmaq',
    },
  },
] as const satisfies readonly PermissionDeclaration[]

export type CorePermission = (typeof corePermissions)[number]['name']

/** Whether a grant (`*`, `telephony.*` or an exact name) covers a permission. */
export function grantCovers(grant: string, permission: string): boolean {
  if (grant === '*' || grant === permission) return true
  return grant.endsWith('.*') && permission.startsWith(grant.slice(0, -1))
}
