import type { Change } from "../core/setup/change.ts"
import type { SetupFacts } from "../core/setup/facts.ts"
import type { SetupTarget } from "../core/setup/target.ts"

/** AWS and GitHub as an administrator sees and changes them. */
export interface Platforms {
  /** Never throws: what cannot be looked at is a fact, too. */
  look(target: SetupTarget): Promise<SetupFacts>
  /** Makes one change; null when it is made, otherwise why it was not. */
  perform(change: Change): Promise<string | null>
}
