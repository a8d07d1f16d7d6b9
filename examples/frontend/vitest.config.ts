import {defineConfig} from 'vitest/config'

export default defineConfig({
  test: {include: ['{vitest,msw}/*.test.ts'], globalSetup: 'vitest/mock.ts'},
})
