interface Rule {
  /** why the gate is never waived, and what to do instead; null: it can be */
  never: string | null
  /** only a run that says why it is made, as one in an emergency does */
  needsReason?: boolean
}

/** What may be waived, by the id of the gate. */
export const WAIVABLE: Readonly<Record<string, Rule>> = {
  tag: { never: "without a tag there is nothing to deploy" },
  main: { never: null },
  moved: { never: "release the commit under a new tag" },
  prerelease: { never: "tag the same commit as a release" },
  staging: { never: null, needsReason: true },
  frozen: { never: "find the cause, then unfreeze" },
  quarantine: { never: "release a fix, or find the cause and unfreeze" },
  ci: { never: null },
  incidents: { never: null },
  secrets: { never: null },
  credentials: { never: "without them, or with those of another account, nothing can be deployed" },
  migrations: { never: null },
  readiness: { never: "deploy with --allow-one-way 'why that is all right'" },
  plan: { never: "make the plan again and deploy with its digest" },
  lock: { never: "wait for the run that holds it, or unlock when it is dead" },
  smoke: { never: "no version stays that does not prove that it works" },
}
