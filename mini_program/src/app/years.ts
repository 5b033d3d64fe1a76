import type { FieldView } from '@/api/types'

const YEAR = /(?:19|20)\d{2}/

/** The year that a field's label names, or nothing. */
export const yearOf = (field: FieldView): string | undefined => YEAR.exec(field.label)?.[0]

/** A number of one year, free to be typed: such fields stand side by side. */
export const ofYear = (field: FieldView): boolean => field.control === 'number' && !!yearOf(field) && !field.locked && !field.mark

const FEW = 3

/** Whether a row is mostly numbers of several years. */
export function hasYears(fields: FieldView[]): boolean {
  const asked = fields.filter((f) => !f.derived)
  const numbers = asked.filter((f) => f.control === 'number' && yearOf(f))
  return numbers.length >= FEW && asked.length - numbers.length <= 2
}
