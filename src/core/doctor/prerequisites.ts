import type { Prerequisite } from "../setup/prerequisite.ts"
import { type Finding, finding } from "./finding.ts"
import type { FindingCode } from "./findings.ts"

const CODES: Readonly<Record<string, FindingCode>> = {
  account: "AWS_ACCOUNT",
  provider: "OIDC_PROVIDER",
  role: "ROLE",
  permissions: "ROLE_PERMISSIONS",
  environment: "ENVIRONMENT",
  refs: "ENVIRONMENT_REFS",
  reviewers: "ENVIRONMENT_REVIEWERS",
  variables: "ENVIRONMENT_VARIABLES",
  config: "ROLE_IN_CONFIG",
  ledger: "LEDGER_REMOTE",
  tags: "TAG_RULES",
}

/** What cannot be there without another: its absence is that other's finding, not one of its own. */
const PARENTS: Readonly<Record<string, string>> = {
  permissions: "role",
  refs: "environment",
  reviewers: "environment",
  variables: "environment",
}

/** The prerequisites that setup makes, as findings. */
export const prerequisiteFindings = (all: readonly Prerequisite[]): Finding[] =>
  all.map((one) => {
    const code = CODES[one.id] as FindingCode
    const what = `${one.title}: ${one.detail}`
    const parent = all.find(({ id, stage }) => id === PARENTS[one.id] && stage === one.stage)
    if (parent?.state === "missing") return finding(code, one.stage, "skipped", `there is no ${parent.id}`)
    switch (one.state) {
      case "ok":
        return finding(code, one.stage, "ok", what)
      case "unknown":
        return finding(code, one.stage, one.asked ? "warn" : "skipped", what, "Look with a login that may.")
      default:
        return finding(code, one.stage, one.optional ? "warn" : "fail", what)
    }
  })
