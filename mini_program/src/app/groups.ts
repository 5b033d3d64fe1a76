import type { Section } from '@/api/types'

export type Group = Section['groups'][number]

const FEW = 6
const asks = (group: Group): number => group.fields.filter((f) => !f.derived && f.control !== 'note').length

/** What a group is known by when it is read anew: a group is never named twice. */
export const nameOf = (group: Group): string => group.label || (group.fields[0]?.address ?? '')

/**
 * Lay groups on pages in order, as many to a page as ask for six answers together; one that asks for more has a page of its own.
 * @param groups of a section
 * @param held names of the groups on the pages up to the one that is open: they stay where they are, however much they ask
 *   for by now; a group that has come between them stands with the one before it
 */
export function laid(groups: Group[], held: string[][] = []): Group[][] {
  const pageOf = new Map(held.flatMap((names, page) => names.map((name) => [name, page] as const)))
  const last = groups.reduce((found, group, n) => (pageOf.has(nameOf(group)) ? n : found), -1)
  const kept: Group[][] = held.map(() => [])
  let page = 0
  for (const group of groups.slice(0, last + 1)) {
    page = pageOf.get(nameOf(group)) ?? page
    kept[page].push(group)
  }
  const free: Group[][] = []
  let room = 0
  for (const group of groups.slice(last + 1)) {
    room -= asks(group)
    if (free.length && room >= 0) free[free.length - 1].push(group)
    else {
      free.push([group])
      room = FEW - asks(group)
    }
  }
  return [...kept.filter((p) => p.length), ...free]
}
