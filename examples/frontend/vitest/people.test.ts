import {describe, expect} from 'vitest'
import {connect} from '../app/api'
import {test, type World} from './world'

const ada = {email: 'ada@example.com', password: 'long enough', name: {names: 'Ada', lastName: 'Lovelace'}}

const as = (token: string, {origin, headers}: World) => connect({token, base: origin, headers})

describe.concurrent('people', () => {
  for (const which of ['one', 'two', 'three']) {
    test(`are added, in world ${which}`, async ({world}) => {
      const api = as('user-read+user-write', world)
      const before = await api.people()
      await api.add(ada)
      expect(await api.people()).toHaveLength(before.length + 1)
    })
  }

  test('are not added by who may only read', async ({world}) => {
    await expect(as('user-read', world).add(ada)).rejects.toMatchObject({status: 403, message: expect.stringContaining('needs admin-user-write')})
  })

  test('have an email of their own', async ({world}) => {
    const api = as('all-write', world)
    await api.add(ada)
    await expect(api.add(ada)).rejects.toMatchObject({status: 409})
  })
})
