import type { Claims } from "../core/aws/deploy-role.ts"
import type { CheckoutFacts, MachineFacts } from "../core/doctor/finding.ts"
import type { Fact } from "../core/errors.ts"
import type { Answer, Answers, Found } from "../core/init/project.ts"
import type { SecretValue } from "../core/masking.ts"
import type { Change, SetupFacts, SetupTarget } from "../core/setup/prerequisite.ts"
import type { Stage } from "../core/stage.ts"
import type { Identity, Ports } from "../release/ports.ts"
import type { Context } from "../release/run.ts"
import type { Channel } from "../release/service-ports.ts"

/** AWS and GitHub as an administrator sees and changes them. */
export interface Platforms {
  /** Never throws: what cannot be looked at is a fact, too. */
  look(target: SetupTarget): Promise<SetupFacts>
  /** Makes one change; null when it is made, otherwise why it was not. */
  perform(change: Change): Promise<string | null>
}

/** What only the place where a run runs knows. Never throws: what it does not know is a fact, too. */
export interface Diagnostics {
  machine(): Promise<MachineFacts>
  checkout(): Promise<Fact<CheckoutFacts>>
  /** owner/name at GitHub */
  repository(): Promise<Fact<string>>
  /** Asks for a token of this job and reads its claims; the token itself goes nowhere. */
  claims(): Promise<Fact<Claims>>
}

/** The value of a stage's secret from the person at the terminal; null: none was given, or there is no terminal. */
export type AskSecret = (name: string, stage: Stage) => Promise<SecretValue | null>

/** A person's checkout, into which init writes. */
export interface Project {
  look(): Promise<Found>
  /** Asks the person at the terminal for what was not said; null: there is no terminal. */
  ask(found: Found, said: Answers): Promise<Answers | null>
  /** What an application answers at the likely addresses; what does not answer is left out. */
  probe(address: string): Promise<Answer[]>
  /** false: there is such a file already, which stays as it is */
  write(path: string, text: string): Promise<boolean>
}

/** What the commands that administer need besides the ports of a release. */
export interface AdminPorts {
  platforms: Platforms
  diagnostics: Diagnostics
  askSecret: AskSecret
  /** what gets messages about runs */
  channels: () => Promise<readonly Channel[]>
}

/** What a command that administers is given: all of those ports, or the ones that it needs. */
export interface AdminContext<Needed extends keyof AdminPorts = keyof AdminPorts> extends Context {
  ports: Ports & Pick<AdminPorts, Needed>
}

/** What a command is given that needs no repository and no configuration. */
export interface Alone extends Pick<Ports, "clock" | "say"> {
  identity: Pick<Identity, "runId" | "actor">
  /** absent on an engine, which has no checkout */
  project?: Project
}
