// The API as the page uses it. Nothing here knows of a mock.

export type User = {_id: string, email: string, name: {names: string, lastName: string}}
export type NewUser = {email: string, password: string, name: {names: string, lastName: string}}

/** What the API refuses: its status, and why in a sentence. */
export class Refusal extends Error {
  constructor(readonly status: number, why: string) { super(why) }
}

/** Who calls, and where: an empty base is the origin of the page. */
export type Connection = {token: string, base?: string, headers?: Record<string, string>}

export function connect({token, base = '', headers = {}}: Connection) {
  const call = async (method: string, path: string, body?: unknown) => {
    const reply = await fetch(base + path, {
      method,
      headers: {
        ...headers,
        Authorization: `Bearer ${token}`,
        ...(path.endsWith('/me') ? {} : {Admin: 'true'}),
        ...(body === undefined ? {} : {'Content-Type': 'application/json'}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const answer = await reply.json().catch(() => ({}))
    if (!reply.ok) throw new Refusal(reply.status, answer.detail ?? `the server answered ${reply.status}`)
    return answer.data
  }
  return {
    me: async (): Promise<User> => await call('GET', '/api/v3/users/me'),
    people: async (): Promise<User[]> => (await call('GET', '/api/v3/users?limit=50')).users,
    add: async (user: NewUser): Promise<User> => await call('POST', '/api/v3/users', user),
  }
}
