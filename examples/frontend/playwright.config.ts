import {defineConfig} from '@playwright/test'

// Both are started unless they run already: a mock at hand serves tests as well, for each
// test has a world of its own. ROLECALL_PORT is heeded by the mock too.
const mock = `http://127.0.0.1:${process.env.ROLECALL_PORT ?? 4010}`
const page = `http://127.0.0.1:${process.env.PAGE_PORT ?? 5173}`

export default defineConfig({
  testDir: 'playwright',
  fullyParallel: true,
  workers: 4,
  forbidOnly: !!process.env.CI,
  use: {
    baseURL: page,
    trace: 'retain-on-failure',
    launchOptions: {executablePath: process.env.CHROMIUM}, // undefined is the browser of npx playwright install
  },
  webServer: [
    {command: 'rolecall mock --quiet', url: `${mock}/_rolecall/v1/health`, reuseExistingServer: !process.env.CI},
    {command: `npm run dev -- --host 127.0.0.1 --strictPort --port ${new URL(page).port}`, url: page, reuseExistingServer: !process.env.CI},
  ],
})
