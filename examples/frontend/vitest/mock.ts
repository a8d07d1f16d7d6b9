// Starts a mock before the tests, on a free port, and ends it after them.
import {spawn} from 'node:child_process'
import {createInterface} from 'node:readline'
import type {TestProject} from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext { mock: string }
}

export async function startMock(...flags: string[]) {
  const process = spawn('rolecall', ['mock', '--port', '0', '--quiet', ...flags], {stdio: ['ignore', 'pipe', 'inherit']})
  const ended = new Promise<void>(resolve => process.on('close', () => resolve()))
  const address = await new Promise<string>((resolve, reject) => {
    createInterface(process.stdout).once('line', resolve)
    process.once('error', reject) // such as: there is no rolecall on the PATH
    process.once('exit', code => reject(new Error(`rolecall mock ended with ${code}; it says why above`)))
  })
  return {
    /** Scheme, host and port. */
    origin: new URL(address).origin,
    async stop() {
      process.kill()
      await ended
    },
  }
}

export default async function setup(project: TestProject) {
  const mock = await startMock()
  project.provide('mock', mock.origin)
  return mock.stop
}
