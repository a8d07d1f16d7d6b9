// One world a test: whatever the page and the test do there, no other test sees it.
import {randomUUID} from 'node:crypto'
import {test as base, type APIRequestContext} from '@playwright/test'

const control = `http://127.0.0.1:${process.env.ROLECALL_PORT ?? 4010}/_rolecall/v1`

/** An exchange as the journal keeps it; docs/mock.md says what else is in it. */
export type Entry = {operation?: string, persona?: string, status: number, rule?: string, reason?: string, faults: {detail: string}[]}

/** The world of a test: what the mock can be asked and told about it. */
export class World {
  constructor(readonly name: string, private readonly request: APIRequestContext) {}

  /** What the page asked, the oldest first: journal({operation: 'getPets', status: '4xx'}). */
  async journal(filter: Record<string, string | number | boolean> = {}): Promise<Entry[]> {
    return (await this.call('GET', `/journal?${new URLSearchParams(Object.entries(filter).map(([k, v]) => [k, String(v)]))}`)).entries
  }

  /** Waits until so many exchanges fit, and gives what there is after five seconds. */
  asked(filter: Record<string, string | number | boolean>, atLeast = 1) {
    return this.journal({...filter, atLeast, timeout: 5})
  }

  /** Has the next requests answered so: rule({operation: 'getPets', answer: {status: 503}}). */
  rule(rule: {operation?: string, persona?: string, times?: number, answer: object}) {
    return this.call('POST', '/rules', rule)
  }

  /** Has the token of a persona refused from now on, as one whose time has passed. */
  expire(persona: string) { return this.call('POST', '/tokens/expire', {persona}) }

  async archive() { return JSON.stringify(await this.call('GET', '/journal.har')) }

  /** Answered by 404 where nothing was asked in it. */
  remove() { return this.request.delete(`${control}/worlds/${this.name}`) }

  private async call(method: string, path: string, data?: object) {
    const reply = await this.request.fetch(`${control}/worlds/${this.name}${path}`, {method, data})
    if (!reply.ok()) throw new Error(`the mock refuses ${method} ${path}: ${await reply.text()}`)
    return reply.status() === 204 ? undefined : await reply.json()
  }
}

export const test = base.extend<{persona: string, world: World}, {tokens: Map<string, string>}>({
  // test.use({persona: 'user-read'}) chooses who sits before the page.
  persona: ['client', {option: true}],

  // The worlds of tests that failed stay, to be looked at in the console of a mock that goes on running.
  world: async ({playwright}, use, info) => {
    const request = await playwright.request.newContext()
    const title = info.title.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 40)
    const world = new World(`${title}-${randomUUID().slice(0, 8)}`, request)
    await use(world)
    if (info.status === info.expectedStatus) {
      await world.remove()
    } else {
      await info.attach('journal.har', {body: await world.archive(), contentType: 'application/json'})
    }
    await request.dispose()
  },

  // Of every page, and of the fixture request.
  extraHTTPHeaders: async ({world}, use) => { await use({'Rolecall-World': world.name}) },

  // The app finds the token where it leaves it after a log-in.
  storageState: async ({persona, tokens, baseURL}, use) => {
    const token = tokens.get(persona)
    if (token === undefined) throw new Error(`no persona is called ${persona}; there are ${[...tokens.keys()].join(', ')}`)
    await use({cookies: [], origins: [{origin: new URL(baseURL!).origin, localStorage: [{name: 'token', value: token}]}]})
  },

  tokens: [async ({playwright}, use) => {
    const request = await playwright.request.newContext()
    const {personas} = await (await request.get(`${control}/personas`)).json()
    await use(new Map(personas.map((p: {name: string, token: string}) => [p.name, p.token])))
    await request.dispose()
  }, {scope: 'worker'}],
})

export {expect} from '@playwright/test'
