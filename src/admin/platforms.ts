import type { SetupFacts, SetupTarget } from "../core/setup/facts.ts"
import type { Change } from "../core/setup/prerequisite.ts"

/** AWS and GitHub as an administrator sees and changes them. */
export interface Platforms {
  /** Never throws: what cannot be looked at is a fact, too. */
  look(target: SetupTarget): Promise<SetupFacts>
  /** Makes one change; null when it is made, otherwise why it was not. */
  perform(change: Change): Promise<string | null>
}
