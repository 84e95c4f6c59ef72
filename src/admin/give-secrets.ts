import { nameOf, type Prerequisite } from "../core/setup/prerequisite.ts"
import type { Run } from "../release/run.ts"
import { storeSecret } from "../release/secrets.ts"

/**
 * Asks whoever is there for the values of secrets, and hands each on. What nobody gives stays as it is.
 * @returns what became of each that was given: null, or why it was not set
 */
export async function giveSecrets(
  run: Run,
  prerequisites: readonly Prerequisite[],
): Promise<Map<string, string | null>> {
  const { askSecret, signal } = run.ports
  const given = new Map<string, string | null>()
  for (const one of prerequisites) {
    const { secret } = one
    if (secret === null || signal.aborted) continue
    const value = await askSecret(secret.name, secret.stage)
    if (value === null) continue
    const fault = await run.phase(
      nameOf(one),
      async () => (await storeSecret(run, secret, value))?.message ?? null,
      (failed) => ({ ok: failed === null, detail: failed ?? one.title }),
    )
    given.set(nameOf(one), fault)
  }
  return given
}
