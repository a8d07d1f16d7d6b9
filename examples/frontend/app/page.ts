import {connect} from './api'

const api = connect({token: localStorage.getItem('token') ?? ''})
const at = <E extends Element>(selector: string) => document.querySelector<E>(selector)!
const say = (error: unknown) => { at('[role=alert]').textContent = error instanceof Error ? error.message : String(error) }

async function show() {
  const people = await api.people()
  at('#people').replaceChildren(...people.map(person => {
    const item = document.createElement('li')
    item.textContent = `${person.name.names} ${person.name.lastName}`
    return item
  }))
}

at<HTMLFormElement>('#new').addEventListener('submit', async event => {
  event.preventDefault()
  const form = new FormData(event.target as HTMLFormElement)
  const text = (name: string) => String(form.get(name))
  try {
    await api.add({email: text('email'), password: crypto.randomUUID(), name: {names: text('names'), lastName: text('lastName')}})
    at('[role=alert]').textContent = ''
    await show()
  } catch (error) { say(error) }
})

api.me().then(me => { at('#me').textContent = `You are ${me.email}` }, say)
show().catch(say)
