import { expect, it } from 'vitest'
import { phoneOf } from './platform'

it('retaken_page__takes_the_place_of_the_old_one__once', async () => {
  const phone = phoneOf()
  const { hold } = await import('@/api/client')
  const { slot } = await import('@/api/calls')
  const { exchange } = await import('@/app/photos')
  hold({ token: 'zhou', person: 'zhou' })
  const [base, address] = ['applications/a1', 'basic.support_proof']
  const page = (id: string) => ({ id, state: 'good', verdict: '', turn: 0 })
  Object.assign(phone.world.slots, { [address]: { state: 'ready', pages: ['blurred', 'second', 'fresh'].map(page), kept: null } })
  const order = async () => (await slot(base, address)).pages.map((p) => p.id)
  await exchange(base, address, 'blurred', 'fresh')
  expect(await order()).toEqual(['fresh', 'second'])
  await exchange(base, address, 'blurred', 'fresh')
  expect(await order()).toEqual(['fresh', 'second'])
})
