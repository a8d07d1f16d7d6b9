import {http, HttpResponse} from 'msw'
import {setupServer} from 'msw/node'
import {afterAll, afterEach, beforeAll, expect} from 'vitest'
import {connect} from '../app/api'
import {test} from '../vitest/world'
import {passOn} from './handlers'

// A handler of your own goes before what is passed on.
const server = setupServer()
beforeAll(() => server.listen({onUnhandledRequest: 'bypass'}))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

const api = (token: string) => connect({token, base: 'https://app.example.com'})
const ada = {email: 'ada@example.com', password: 'long enough', name: {names: 'Ada', lastName: 'Lovelace'}}

test('what is passed on is answered by the mock', async ({world}) => {
  server.use(passOn(world.origin, world.name))
  const added = await api('user-read+user-write').add(ada)
  expect((await api('user-read').people()).map(person => person._id)).toContain(added._id)
  await expect(api('client').people()).rejects.toMatchObject({status: 403})
})

test('a handler of the test answers instead', async ({world}) => {
  server.use(
    http.get('*/api/v3/users', () => HttpResponse.json({detail: 'closed for the night'}, {status: 503})),
    passOn(world.origin, world.name),
  )
  await expect(api('user-read').people()).rejects.toMatchObject({status: 503, message: 'closed for the night'})
  expect((await api('user-read').me())._id).toBeTruthy()
})
