import type {Page} from '@playwright/test'
import {expect, test} from './world'

const ada = {names: 'Ada', lastName: 'Lovelace', email: 'ada@example.com'}

async function add(page: Page, person = ada) {
  await page.getByLabel('First name').fill(person.names)
  await page.getByLabel('Last name').fill(person.lastName)
  await page.getByLabel('Email').fill(person.email)
  await page.getByRole('button', {name: 'Add'}).click()
}

test.describe('who may read', () => {
  test.use({persona: 'user-read'})

  test('sees the people', async ({page}) => {
    await page.goto('/')
    await expect(page.getByRole('list', {name: 'People'})).toContainText('William Tell')
  })

  test('is told why nobody is added', async ({page, world}) => {
    await page.goto('/')
    await add(page)
    await expect(page.getByRole('alert')).toContainText('needs admin-user-write')
    expect(await world.asked({operation: 'postV3Users'})).toMatchObject([{status: 403, persona: 'user-read', rule: 'PRM-4'}])
  })

  test('is told when the server has trouble, once', async ({page, world}) => {
    await world.rule({operation: 'getV3Users', answer: {status: 503}})
    await page.goto('/')
    await expect(page.getByRole('alert')).toContainText('Service Unavailable')
    await page.reload()
    await expect(page.getByRole('listitem').first()).toBeVisible()
  })

  test('is sent to log in again when the token expires', async ({page, world}) => {
    await page.goto('/')
    await expect(page.getByRole('listitem').first()).toBeVisible()
    await world.expire('user-read')
    await page.reload()
    await expect(page.getByRole('alert')).toContainText('log in again')
  })
})

test.describe('who may write', () => {
  test.use({persona: 'user-read+user-write'})

  // All of them add the same person, at the same time. On one state three of four would be told that the email is taken.
  for (const which of ['one', 'two', 'three', 'four']) {
    test(`adds somebody, in world ${which}`, async ({page, world}) => {
      await page.goto('/')
      const people = page.getByRole('listitem')
      await expect(people.first()).toBeVisible()
      const before = await people.count()
      await add(page)
      await expect(people.filter({hasText: 'Ada Lovelace'})).toHaveCount(1)
      await expect(people).toHaveCount(before + 1)
      expect(await world.journal({operation: 'postV3Users'})).toMatchObject([{status: 201}])
      expect(await world.journal({faults: true})).toEqual([]) // the page kept the contract
    })
  }

  test('is told that an email is taken', async ({page, world}) => {
    await page.goto('/')
    await add(page, {...ada, email: 'john.doe@example.com'})
    await expect(page.getByRole('alert')).toContainText('another has this email')
    expect(await world.asked({operation: 'postV3Users', status: 409})).toHaveLength(1)
  })
})

test('a client sees nobody', async ({page, world}) => {
  await page.goto('/')
  await expect(page.getByText('You are')).toBeVisible()
  await expect(page.getByRole('alert')).toContainText('needs admin-user-read')
  await expect(page.getByRole('listitem')).toHaveCount(0)
  expect(await world.asked({persona: 'client', status: '4xx'})).toHaveLength(1)
})
