import type { Fact } from "../../src/core/errors.ts"
import type { SecretValue } from "../../src/core/masking.ts"
import { reason } from "../../src/core/reasons.ts"
import type { StoredSecret } from "../../src/core/secrets/review.ts"
import type { Stage } from "../../src/core/stage.ts"
import type { SecretStore } from "../../src/release/ports.ts"

/** Secrets that are set. */
export const stored = (...names: string[]): Fact<StoredSecret[]> => ({
  kind: "known",
  value: names.map((name) => ({ name, state: "set", fallback: false })),
})

/** A store in which each stage has what it is given, and which keeps what it is told. */
export class FakeSecrets implements SecretStore {
  readonly told: string[] = []
  refuses = false
  /** the tool is cut off */
  mayBeSet = false
  stages: Record<Stage, Fact<StoredSecret[]>> = { staging: stored(), production: stored() }

  have(stage: Stage, secrets: Fact<StoredSecret[]>): void {
    this.stages[stage] = secrets
  }

  refuse(): void {
    this.refuses = true
  }

  async list({ stage, credentials }: Parameters<SecretStore["list"]>[0]) {
    this.told.push(`list ${stage} ${Object.keys(credentials.env).join()}`.trim())
    return this.stages[stage]
  }

  async set({ stage }: Parameters<SecretStore["set"]>[0], name: string, secret: SecretValue) {
    this.told.push(`set ${name} on ${stage}, ${(await secret.plaintext()).length} characters`)
    const { mayBeSet } = this
    return this.refuses || mayBeSet ? { reason: reason("SECRET_NOT_SET", "no"), mayBeSet } : null
  }
}
