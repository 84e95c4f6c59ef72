import type { CredentialsFound } from "../../dagger/src/core/aws/credentials-verdict.ts"
import type { Fact } from "../../dagger/src/core/fact.ts"
import type { Stage } from "../../dagger/src/core/stage.ts"
import type { CloudCredentials, ObtainedCredentials } from "../../dagger/src/release/ports.ts"

/** A cloud that needs no credentials, until a test says otherwise. */
export class FakeCredentials implements CloudCredentials {
  /** what a look at them finds */
  found: Fact<CredentialsFound> = { kind: "skipped", why: "the stage names no AWS region" }
  /** what the phases get, in order; then credentials that do not end */
  readonly next: ObtainedCredentials[] = []
  /** how long each phase was said to take, in seconds */
  readonly obtained: number[] = []

  async check(): Promise<Fact<CredentialsFound>> {
    return this.found
  }

  async obtain(_stage: Stage, seconds: number): Promise<ObtainedCredentials> {
    this.obtained.push(seconds)
    return this.next.shift() ?? { ok: true, env: {}, secrets: {}, expiresAt: null }
  }
}
