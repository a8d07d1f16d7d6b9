// A mock of another document, for the tests of this file alone. The paths and the
// tokens are those of the document; the world is had in the same way.
import {afterAll, beforeAll, expect} from 'vitest'
import {startMock} from './mock'
import {test as base} from './world'

let mock: Awaited<ReturnType<typeof startMock>>
beforeAll(async () => { mock = await startMock('--spec', '../../internal/corpus/testdata/orders.yaml') })
afterAll(() => mock?.stop())

const test = base.extend({origin: async ({}, use) => { await use(mock.origin) }})

test('an order is there for who may read it, in its world', async ({origin, world}) => {
  const call = (token: string, path: string, init: RequestInit = {}, headers: Record<string, string> = world.headers) =>
    fetch(origin + path, {...init, headers: {...headers, Authorization: `Bearer ${token}`, 'Content-Type': 'application/json'}})
  const order = {method: 'POST', body: JSON.stringify({note: 'by the window', items: [{sku: 'A-1', quantity: 2}]})}

  const refused = await call('orders.read', '/v1/orders', order)
  expect(refused.status).toBe(403)
  expect(refused.headers.get('Rolecall-Reason')).toContain('orders.write')

  const made = await call('orders.write', '/v1/orders', order)
  expect(made.status).toBe(201)
  const path = `/v1/orders/${(await made.json()).id}`
  expect(await (await call('orders.read', path)).json()).toMatchObject({note: 'by the window'})
  expect((await call('orders.read', path, {}, {})).status).toBe(404) // the default world has none
})
