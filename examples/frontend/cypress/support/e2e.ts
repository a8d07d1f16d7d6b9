// One world a test, and a page on which a persona is logged in.

declare global {
  namespace Cypress {
    interface Chainable {
      /** Opens a page as the persona who has this token. */
      visitAs(token: string, path?: string): Chainable<AUTWindow>
      /** What the page asked of the mock, the oldest first. */
      journal(filter?: Record<string, string | number | boolean>): Chainable<{status: number, operation?: string}[]>
    }
  }
}

const mock = 'http://127.0.0.1:4010/_rolecall/v1'
let world = ''

beforeEach(() => {
  world = Cypress._.uniqueId(`cypress-${Date.now()}-`)
  cy.intercept({url: '/api/**', middleware: true}, request => { request.headers['Rolecall-World'] = world })
})

Cypress.Commands.add('visitAs', (token, path = '/') =>
  cy.visit(path, {onBeforeLoad: window => window.localStorage.setItem('token', token)}))

Cypress.Commands.add('journal', (filter = {}) =>
  cy.request({url: `${mock}/worlds/${world}/journal`, qs: filter}).its('body.entries'))

export {}
