import {defineConfig} from 'vite'

const mock = `http://127.0.0.1:${process.env.ROLECALL_PORT ?? 4010}`

// The page asks its own origin, as it does where it is deployed.
export default defineConfig({server: {proxy: {'/api': mock, '/auth': mock}}})
