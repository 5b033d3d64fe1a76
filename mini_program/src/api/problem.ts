import type { Problem, ProblemBody } from './types'

/** What went wrong with a call: `offline` (no answer came), `refused` (problem+json), `broken` (the server's fault). */
export type Fault = 'offline' | 'refused' | 'broken'

/** A call that did not succeed, with a sentence for the person in front of the screen. */
export class ApiProblem extends Error {
  constructor(
    readonly fault: Fault,
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly problems: Problem[] = [],
    readonly current?: unknown,
  ) {
    super(detail)
  }
}

const OFFLINE = '没有网，连上再试一次'

/** The call got no answer: nobody knows whether the server saw it. */
export function offline(): ApiProblem {
  return new ApiProblem('offline', 0, 'offline', OFFLINE)
}

/**
 * Read a refusal.
 * @param status HTTP status, 400 and above
 * @param body what came with it, parsed JSON or anything else
 */
export function refusal(status: number, body: unknown): ApiProblem {
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Partial<ProblemBody>
  const broken = status >= 500 || !problem.code
  const say = problem.detail || problem.title || (status === 404 ? '没找到，可能已经删了或不归您看' : '没读出来，您填的都还在。再试一次')
  return new ApiProblem(broken && status >= 500 ? 'broken' : 'refused', status, problem.code ?? String(status), say, problem.problems ?? [], fieldOf(problem.current))
}

/** What stands there now, as a field; the server puts it beside its seq. */
const fieldOf = (current: unknown): unknown => (current as { field?: unknown } | undefined)?.field ?? current

/** Put any thrown thing into words. */
export function words(error: unknown): string {
  return error instanceof ApiProblem ? error.detail : '没做成，您填的都还在。再试一次'
}

/** Somebody else was faster: what is shown is read anew. */
export const moved = (error: unknown): boolean => error instanceof ApiProblem && error.status === 412
