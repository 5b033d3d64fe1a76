import { expect, it } from 'vitest'
import { laid, nameOf, type Group } from '@/app/groups'

/** Groups written as `甲2 乙4`: a name and how many answers it asks for. */
const groups = (words: string): Group[] =>
  words.split(' ').map((word) => ({ label: word[0], fields: Array.from({ length: Number(word.slice(1)) }, (_, n) => ({ address: `a.${word[0]}${n}`, control: 'text', derived: false })) }) as unknown as Group)
const read = (pages: Group[][]): string => pages.map((page) => page.map(nameOf).join('')).join('|')

it.each([
  ['nothing_is_open', '甲2 乙4 丙1', '', '甲乙|丙'],
  ['one_asks_for_more_than_six', '甲9 乙1 丙5', '', '甲|乙丙'],
  ['the_open_one_has_grown', '甲2 乙6 丙1 丁4', '甲乙', '甲乙|丙丁'],
  ['the_last_has_grown', '甲6 乙3 丙4', '甲|乙丙', '甲|乙丙'],
  ['the_open_one_has_shrunk', '甲6 乙1 丙1 丁1', '甲|乙', '甲|乙|丙丁'],
  ['one_has_come_between', '甲2 新6 乙4 丙1', '甲乙', '甲新乙|丙'],
  ['one_has_come_behind', '甲2 乙4 新1 丙1', '甲乙', '甲乙|新丙'],
  ['a_page_before_has_gone', '乙4 丙6', '甲|乙', '乙|丙'],
])('groups__when_%s__lie_on_their_pages', (_, words, held, pages) => expect(read(laid(groups(words), held ? held.split('|').map((page) => [...page]) : []))).toBe(pages))
