import { fileURLToPath } from 'node:url'
import ui from '@nuxt/ui/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { subpathImports } from './ui/build/subpath_imports.js'
import { pluginContributions } from './ui/build/plugin_contributions.js'
import { chunkGroups } from './ui/build/chunk_groups.js'
import { metadataIcons } from './ui/build/metadata_icons.js'

const root = fileURLToPath(new URL('.', import.meta.url))

export default defineConfig({
  root: `${root}ui`,
  base: '/',
  publicDir: `${root}ui/public`,
  plugins: [
    subpathImports(root),
    pluginContributions(root),
    vue(),
    ui({
      root: `${root}ui`,
      dts: false,
      autoImport: false,
      colorMode: false,
      icon: {
        mode: 'svg',
        clientBundle: {
          scan: {
            globInclude: [
              '**/*.{vue,ts}',
              '../plugins/*/ui/**/*.{vue,ts}',
              '../designer/**/*.{vue,ts}',
            ],
          },
          icons: metadataIcons(root),
        },
      },
      ui: {
        colors: {
          primary: 'teal',
          neutral: 'zinc',
          success: 'green',
          warning: 'amber',
          error: 'red',
          info: 'blue',
        },
        button: {
          /** The usual three quarters leave white text too little contrast while the pointer is on it. */
          compoundVariants: [
            {
              color: 'primary',
              variant: 'solid',
              class: 'hover:bg-primary/93 active:bg-primary/93',
            },
          ],
        },
      },
    }),
  ],
  build: {
    outDir: `${root}build/public`,
    emptyOutDir: true,
    manifest: true,
    target: 'es2023',
    chunkSizeWarningLimit: 700,
    rolldownOptions: { output: { codeSplitting: { groups: chunkGroups } } },
  },
})
