import type { Problem } from "../errors.ts"
import type { Config } from "./schema.ts"

/** A rule that spans several keys. */
export interface Rule {
  /** paths without which it can't judge, beside those that it names */
  reads: readonly string[]
  judge(config: Config): Required<Pick<Problem, "path" | "message" | "fix">>[]
}
