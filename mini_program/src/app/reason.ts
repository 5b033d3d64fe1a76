import { computed, ref } from 'vue'
import { ApiProblem } from '@/api/problem'

/**
 * Why the same person lets an application pass for a second unit, why a unit sends back what it had passed, or why a
 * publicity is short: the server says when that has to be written.
 * @param offered what an offer says of it, as far as it is known before the deed
 */
export function useReason(offered: () => string | undefined = () => undefined) {
  const heardOf = ref('')
  const code = ref('')
  const text = ref('')
  /** Why a reason is asked for; empty where none is. */
  const asked = computed(() => offered() || heardOf.value)
  return {
    asked,
    text,
    /** What the refusal was that asked for it; empty where an offer said so. */
    code,
    /** What is still to be done before the deed goes, empty where nothing. */
    lacks: (words = '请写明为什么还是您来办，或者换一位同事'): string => (asked.value && !text.value.trim() ? words : ''),
    /** What goes with the deed. */
    given: (): string | undefined => (asked.value ? text.value.trim() : undefined),
    /** Learn from a refusal that a reason is asked for. */
    heard: (error: unknown): void => {
      if (!(error instanceof ApiProblem) || !['recusal', 'said_before', 'too_short'].includes(error.code)) return
      heardOf.value = error.detail
      code.value = error.code
    },
    /** It was given for one deed alone: the next is asked anew. */
    forget: (): void => {
      heardOf.value = code.value = text.value = ''
    },
  }
}
