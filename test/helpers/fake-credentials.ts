import type { CredentialsFound, Purpose } from "../../src/core/aws/credentials.ts"
import type { Fact } from "../../src/core/errors.ts"
import type { CredentialsInput } from "../../src/core/gates/gate.ts"
import type { Stage } from "../../src/core/stage.ts"
import type { CloudCredentials, ObtainedCredentials } from "../../src/release/ports.ts"

/** Credentials of the right account, renewed for each phase. */
export const HELD: Extract<CredentialsFound, { kind: "held" }> = {
  kind: "held",
  source: "GitHub's OIDC token",
  identity: { account: "123456789012", arn: "arn:aws:sts::123456789012:assumed-role/deploy/pipeline-1" },
  renewable: true,
  lifeSeconds: 2100,
}

export const credentialsOf = (found: CredentialsFound = HELD): CredentialsInput => ({
  found,
  wanted: { region: "eu-central-1", roleArn: null, account: "123456789012" },
  neededSeconds: 3690,
})

/** A cloud whose credentials are good and do not expire, until a test says otherwise. */
export class FakeCredentials implements CloudCredentials {
  /** what a check finds */
  found: Fact<CredentialsFound> = { kind: "known", value: HELD }
  /** what the phases get, in order; then credentials that do not expire */
  readonly next: ObtainedCredentials[] = []
  /** the length of a phase that each check was given, in seconds */
  readonly looks: number[] = []

  /** what each check was for */
  readonly purposes: Purpose[] = []

  async check(_stage: Stage, seconds: number, purpose: Purpose = "deploy"): Promise<Fact<CredentialsFound>> {
    this.looks.push(seconds)
    this.purposes.push(purpose)
    return this.found
  }

  async obtain(): Promise<ObtainedCredentials> {
    return this.next.shift() ?? { ok: true, env: {}, secrets: {}, expiresAt: null }
  }
}
