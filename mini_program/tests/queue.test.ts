import { describe, expect, it } from 'vitest'
import { LIMIT, WriteQueue, type Write } from '@/api/queue'
import type { Store } from '@/api/store'
import type { Answer } from '@/api/transport'

function memory(): Store & { map: Map<string, unknown> } {
  const map = new Map<string, unknown>()
  return { map, get: (k) => structuredClone(map.get(k)) as never, set: (k, v) => !!map.set(k, structuredClone(v)), drop: (k) => void map.delete(k) }
}
const write = (n: number, path = `a/answers/x.${n}`, ifMatch = 0) => ({ key: `k${n}`, method: 'PUT' as const, path, body: { text: `t${n}` }, ifMatch, label: `t${n}` })
const saved = (seq: number): Answer => ({ status: 200, body: { seq } })

describe('the line of unsent writes', () => {
  it('writes__in_order__one_at_a_time', async () => {
    const sent: string[] = []
    let open = 0
    const line = new WriteQueue(memory(), async (w) => {
      expect(++open).toBe(1)
      await Promise.resolve()
      open--
      sent.push(w.key)
      return saved(1)
    }, () => 'p')
    const all = await Promise.all([1, 2, 3].map((n) => line.push(write(n))))
    expect(sent).toEqual(['k1', 'k2', 'k3'])
    expect(all.every((r) => r.ok)).toBe(true)
    expect(line.size).toBe(0)
  })

  it('no_answer__keeps_the_write_and_its_key__a_new_line_sends_it_again', async () => {
    const store = memory()
    const keys: string[] = []
    const still: boolean[] = []
    const dead = new WriteQueue(store, async (w) => Promise.reject(keys.push(w.key)), () => 'p', undefined, (_, s) => still.push(s))
    void dead.push(write(1))
    void dead.push(write(2))
    await new Promise((done) => setTimeout(done))
    expect(still).toContain(true)
    const bodies: unknown[] = []
    const line = new WriteQueue(store, async (w) => { keys.push(w.key); bodies.push(w.body); return saved(1) }, () => 'p')
    expect(line.size).toBe(2)
    await line.flush()
    expect(new Set(keys)).toEqual(new Set(['k1', 'k2']))
    expect(keys.slice(-2)).toEqual(['k1', 'k2'])
    expect(bodies).toEqual([{ text: 't1' }, { text: 't2' }])
    expect([...store.map.keys()]).toEqual(['queue'])
  })

  it('refusal__leaves_the_line__the_rest_goes_on', async () => {
    const line = new WriteQueue(memory(), async (w) => (w.key === 'k1' ? { status: 422, body: { code: 'range', detail: '还没保存', problems: [{ code: 'range', text: '超过了 100' }] } } : saved(1)), () => 'p')
    const [bad, good] = await Promise.all([line.push(write(1)), line.push(write(2))])
    expect(bad.ok === false && bad.problem.problems[0].text).toBe('超过了 100')
    expect(good.ok).toBe(true)
    expect(line.size).toBe(0)
  })

  it('second_text_for_one_answer__never_sent_first__replaces_it', async () => {
    const sent: unknown[] = []
    let up = false
    const line = new WriteQueue(memory(), async (w) => (up ? (sent.push(w.body), saved(1)) : Promise.reject(new Error())), () => 'p')
    void line.push(write(0))
    await new Promise((done) => setTimeout(done))
    const first = line.push(write(1, 'a/answers/x'))
    const second = line.push(write(2, 'a/answers/x'))
    expect(line.size).toBe(2)
    up = true
    await line.flush()
    const replaced = await first
    expect(replaced.ok === false && replaced.problem.code).toBe('replaced')
    expect((await second).ok).toBe(true)
    expect(sent).toEqual([{ text: 't0' }, { text: 't2' }])
  })

  it('two_things_added_under_one_path__neither_replaces_the_other__nothing_is_expected_of_them', async () => {
    const sent: [string, number | undefined][] = []
    let up = false
    const line = new WriteQueue(memory(), async (w) => (up ? (sent.push([w.key, w.ifMatch]), saved(9)) : Promise.reject(new Error())), () => 'p')
    const added = (key: string) => ({ key, method: 'POST' as const, path: 'a/sections/work/rows', body: { row: key }, label: key })
    void line.push(added('r1'))
    await new Promise((done) => setTimeout(done))
    void line.push(added('r2'))
    void line.push(added('r3'))
    expect(line.under('a/sections/work/rows').map((w) => w.label)).toEqual(['r1', 'r2', 'r3'])
    up = true
    await line.flush()
    expect(sent).toEqual([['r1', undefined], ['r2', undefined], ['r3', undefined]])
    expect(line.under('a/sections/work/rows')).toEqual([])
  })

  it('second_text_for_one_answer__first_may_have_arrived__follows_with_its_seq', async () => {
    const seen: [string, number | undefined][] = []
    let up = false
    const line = new WriteQueue(memory(), async (w) => (up ? (seen.push([w.key, w.ifMatch]), saved(w.key === 'k1' ? 9 : 10)) : Promise.reject(new Error())), () => 'p')
    void line.push(write(1, 'a/answers/x', 4))
    await new Promise((done) => setTimeout(done))
    void line.push(write(2, 'a/answers/x', 4))
    up = true
    await line.flush()
    await line.flush()
    expect(seen).toEqual([['k1', 4], ['k2', 9]])
  })

  it('another_person_on_this_phone__their_writes_wait_for_them', async () => {
    const sent: string[] = []
    let who = 'first'
    const line = new WriteQueue(memory(), async (w) => (who === 'first' ? Promise.reject(new Error()) : (sent.push(w.who), saved(1))), () => who)
    void line.push(write(1))
    await new Promise((done) => setTimeout(done))
    who = 'second'
    expect(line.size).toBe(0)
    await line.push(write(2))
    expect(sent).toEqual(['second'])
    who = 'first'
    expect(line.size).toBe(1)
  })

  it('full_line__refuses_the_next__and_says_what_to_do', async () => {
    const line = new WriteQueue(memory(), () => Promise.reject(new Error()), () => 'p')
    for (let n = 0; n < LIMIT; n++) void line.push(write(n))
    const over = await line.push(write(LIMIT))
    expect(over.ok === false && over.problem.detail).toBe('手机里已存了 200 项没送出，先连上网')
    expect(line.size).toBe(LIMIT)
  })

  it('full_phone__what_it_did_not_keep_is_counted__until_it_is_sent_or_there_is_room', async () => {
    const store = memory()
    const room = { left: 2 }
    const small: Store = { ...store, set: (k, v) => (store.map.has(k) || room.left-- > 0) && store.set(k, v) }
    let up = false
    const line = new WriteQueue(small, async () => (up ? saved(1) : Promise.reject(new Error())), () => 'p')
    void line.push(write(1))
    await new Promise((done) => setTimeout(done))
    expect([line.size, line.loose]).toEqual([1, 0])
    void line.push(write(2))
    void line.push(write(3))
    await new Promise((done) => setTimeout(done))
    expect([line.size, line.loose]).toEqual([3, 2])
    expect(new WriteQueue(small, () => Promise.reject(new Error()), () => 'p').size, 'a new start finds the first alone').toBe(1)
    room.left = 1
    up = true
    await line.flush()
    expect([line.size, line.loose]).toEqual([0, 0])
  })

  it('session_ran_out__keeps_everything', async () => {
    const line = new WriteQueue(memory(), async () => ({ status: 401, body: {} }), () => 'p')
    void line.push(write(1))
    await new Promise((done) => setTimeout(done))
    expect(line.size).toBe(1)
  })

  it('server_broken_for_one_write__after_five_tries_the_others_pass', async () => {
    const gone: Write[] = []
    const line = new WriteQueue(memory(), async (w) => (w.key === 'k1' ? { status: 500, body: {} } : saved(1)), () => 'p', (w) => gone.push(w))
    void line.push(write(1))
    void line.push(write(2))
    for (let n = 0; n < 5; n++) {
      await new Promise((done) => setTimeout(done))
      await line.flush()
    }
    expect(gone.map((w) => w.key)).toEqual(['k1', 'k2'])
    expect(line.size).toBe(0)
  })
})
