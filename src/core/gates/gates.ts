import { type Liveness, type LockOwner, phaseOf } from "../ledger/owner.ts"
import { reason } from "../reasons.ts"
import type { Stage } from "../stage.ts"
import { ageOf } from "../text.ts"
import {
  fail,
  type Gate,
  type GateFacts,
  type GateResult,
  gateResult,
  type Judge,
  type Judgement,
  pass,
  skip,
} from "./gate.ts"
import {
  judgeDrift,
  judgeHeld,
  judgeIncidents,
  judgeOlder,
  judgeQuarantine,
  judgeSoak,
  judgeStaging,
  judgeWayBack,
  judgeWindow,
} from "./stage-gates.ts"
import {
  type CommitFacts,
  judgeCi,
  judgeMain,
  judgeMoved,
  judgeNewMigrations,
  judgePrerelease,
  judgeSecrets,
  judgeStageCredentials,
  judgeTag,
  judgeTree,
} from "./version-gates.ts"

/** Whether a person may waive a gate: yes; only in a run that has a reason of its own, as in an emergency; or never. */
export type WaiverRule = "may" | "with-reason" | { never: string }

/** `never` says why not, or what to do instead. */
const never = (why: string): WaiverRule => ({ never: why })

interface Row extends Omit<Gate<GateFacts>, "judge"> {
  waiver: WaiverRule
  /** absent: judged apart, when its time comes */
  judge?: Judge<GateFacts>
}

/** There is nothing to say of a tag that names no commit. */
const ofCommit =
  (judge: Judge<CommitFacts>): Judge<GateFacts> =>
  (facts) =>
    facts.sha === null ? skip("there is no commit to judge") : judge({ ...facts, sha: facts.sha })

/** Staging takes what has to be tried, and a fix while an incident is open. */
const onProduction =
  (judge: Judge<GateFacts>): Judge<GateFacts> =>
  (facts) =>
    facts.stage === "production" ? judge(facts) : skip("only for production")

/** Every gate of a deploy by its id, in the order in which it is judged and shown, and whether it can be waived. */
export const GATES = {
  tag: {
    title: "The tag is a version and exists",
    waiver: never("without a tag there is nothing to deploy"),
    judge: judgeTag,
  },
  main: {
    title: "The commit is on the main branch, or another one that may be released",
    waiver: "may",
    judge: ofCommit(judgeMain),
  },
  moved: {
    title: "The tag still names the commit that staging verified",
    waiver: never("release the commit under a new tag"),
    judge: onProduction(ofCommit(judgeMoved)),
  },
  tree: {
    title: "Everything that the version consists of is available",
    waiver: "may",
    judge: ofCommit(judgeTree),
  },
  prerelease: {
    title: "No prerelease goes to production",
    waiver: never("tag the same commit as a release"),
    judge: onProduction(ofCommit(judgePrerelease)),
  },
  staging: {
    title: "Staging verified the same commit",
    waiver: "with-reason",
    judge: onProduction(ofCommit(judgeStaging)),
  },
  soak: {
    title: "Staging has run it for long enough",
    waiver: "may",
    judge: onProduction(ofCommit(judgeSoak)),
  },
  frozen: {
    title: "The stage is not frozen",
    waiver: never("find the cause, then unfreeze"),
    judge: judgeHeld,
  },
  window: {
    title: "The stage takes deploys at this time",
    waiver: "may",
    judge: judgeWindow,
  },
  quarantine: {
    title: "The commit is not quarantined",
    waiver: never("release a fix, or find the cause and lift its quarantine"),
    judge: ofCommit(judgeQuarantine),
  },
  older: {
    title: "The version is not older than the one that runs",
    waiver: never("deploy with --allow-older 'why'"),
    judge: ofCommit(judgeOlder),
  },
  drift: {
    title: "The stage serves what the ledger says",
    waiver: "may",
    judge: judgeDrift,
  },
  ci: {
    title: "CI passed on the commit",
    waiver: "may",
    judge: ofCommit(judgeCi),
  },
  incidents: {
    title: "No incident is open",
    waiver: "may",
    judge: onProduction(judgeIncidents),
  },
  migrations: {
    title: "Migrations are known and acknowledged",
    waiver: "may",
    judge: ofCommit(judgeNewMigrations),
  },
  readiness: {
    title: "There is a way back",
    waiver: never("deploy with --allow-one-way 'why that is all right'"),
    judge: onProduction(ofCommit(judgeWayBack)),
  },
  credentials: {
    title: "AWS credentials are for this stage and last long enough",
    waiver: never("without them, or with those of another account, nothing can be deployed"),
    judge: ({ inputs }) => judgeStageCredentials(inputs.credentials),
  },
  secrets: {
    title: "The stage has every secret that the version needs",
    waiver: "may",
    judge: judgeSecrets,
  },
  plan: {
    title: "Nothing has changed since the plan was made",
    waiver: never("make the plan again and deploy with its digest"),
  },
  lock: {
    title: "No other run holds the stage",
    waiver: never("wait for the run that holds it, or unlock when it is dead"),
  },
  smoke: {
    title: "The version works on the stage",
    waiver: never("no version stays that does not prove that it works"),
  },
} as const satisfies Readonly<Record<string, Row>>

export type GateId = keyof typeof GATES

/** What a gate's result begins with, for one that is judged apart. */
export const headOf = (id: GateId): Pick<GateResult, "id" | "title"> => ({ id, title: GATES[id].title })

/** Every gate with its verdict, in the order of the list; none hides another. */
export const judgeGates = (facts: GateFacts): GateResult[] =>
  Object.entries<Row>(GATES).flatMap(([id, { title, judge }]) =>
    judge === undefined ? [] : [gateResult({ id, title }, judge(facts), facts.stage)],
  )

/**
 * The lock is judged apart from the other gates, because a run may wait for it.
 * @param liveness whether the owner is dead; null: not looked at
 */
export const lockGate = (
  stage: Stage,
  owner: LockOwner | null,
  now: Date,
  liveness: Liveness | null = null,
): GateResult => gateResult(headOf("lock"), judgeLock(stage, owner, now, liveness), stage)

function judgeLock(stage: Stage, owner: LockOwner | null, now: Date, liveness: Liveness | null): Judgement {
  if (owner === null) return pass("free")
  const held = describeOwner(stage, owner, now)
  switch (liveness?.kind) {
    case undefined:
      return fail("LOCK_HELD", held)
    case "dead":
      return pass(`to be taken over: ${describeDeath(owner, liveness.proof)}`)
    case "alive":
      return fail(
        "LOCK_HELD",
        `${held} It is alive: ${liveness.sign}.`,
        "Wait for it: run the same command with --wait 900.",
      )
    case "unknown":
      return fail("LOCK_HELD", `${held} Not proven dead: ${liveness.why}.`, watchingFix(liveness.watchMs))
  }
}

/** Time enough for the proof, and for the looks at both of its ends. */
const SPARE_MS = 10_000

/** Waiting for a run that is silent proves in time that it is dead. */
const watchingFix = (watchMs: number | null): string | undefined =>
  watchMs === null
    ? undefined
    : `Run the same command with --wait ${Math.ceil((watchMs + SPARE_MS) / 1000)}: should no heartbeat come in that time, it takes the stage over. ${reason("LOCK_HELD").fix}`

/** `deploy-production v1.2.3`; a rollback names no tag when it begins */
const workOf = ({ command, tag }: LockOwner): string => (tag === null ? command : `${command} ${tag}`)

/** `run 4f2… of ben (deploy-production v1.2.3) died in deploy: its process is gone` */
export const describeDeath = (owner: LockOwner, proof: string): string =>
  `run ${owner.runId} of ${owner.actor} (${workOf(owner)}) died in ${phaseOf(owner)}: ${proof}`

export function describeOwner(stage: Stage, owner: LockOwner, now: Date): string {
  const { actor, host, pid, since, runId } = owner
  const where = pid === null ? host : `${host}, process ${pid}`
  return `${stage} has been held by ${actor} (${workOf(owner)}, ${where}) for ${ageOf(since, now)}, run ${runId}.`
}
