// One world a test: test.concurrent and any number of workers may share a mock.
import {randomUUID} from 'node:crypto'
import {inject, test as base} from 'vitest'

/** A world, and what every request has to say to be answered in it. */
export type World = {name: string, origin: string, headers: {'Rolecall-World': string}}

export const test = base.extend<{origin: string, world: World}>({
  // Where the mock is. A test whose mock is another overrides it.
  origin: async ({}, use) => { await use(inject('mock')) },

  world: async ({origin, task}, use) => {
    const name = `${task.name.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 40)}-${randomUUID().slice(0, 8)}`
    await use({name, origin, headers: {'Rolecall-World': name}})
    await fetch(`${origin}/_rolecall/v1/worlds/${name}`, {method: 'DELETE'})
  },
})
