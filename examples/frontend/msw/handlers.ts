// For an app that has MSW already: what no handler of yours answers goes on to a mock.
import {bypass, http} from 'msw'

/** Sends the requests of the app on to a mock, in a world, whatever host they name. */
export function passOn(mock: string, world = 'default') {
  return http.all('*/api/*', async ({request}) => {
    const {pathname, search} = new URL(request.url)
    const headers = new Headers(request.headers)
    headers.set('Rolecall-World', world)
    const body = request.body && await request.arrayBuffer()
    return fetch(bypass(new Request(new URL(pathname + search, mock), {method: request.method, headers, body})))
  })
}
