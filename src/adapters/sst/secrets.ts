import * as v from "valibot"
import type { Fact } from "../../core/errors.ts"
import type { SecretValue } from "../../core/masking.ts"
import { type Reason, reason } from "../../core/reasons.ts"
import type { StoredSecret } from "../../core/secrets/review.ts"
import type { NotSet, SecretStore } from "../../release/ports.ts"
import { lastLines } from "../tool.ts"
import { LIST_SECRET_NAMES, SET_SECRET } from "./secret-programs.ts"
import { type Around, type PreparedTree, type PreparedTrees, Unprepared } from "./tree.ts"

const Stored = v.object({
  name: v.string(),
  state: v.picklist(["set", "empty", "placeholder"]),
  fallback: v.boolean(),
})
const Listed = v.union([v.object({ secrets: v.array(Stored) }), v.object({ error: v.string() })])

/** The holder of a secret's value in the environment of the one process that passes it on. */
const VALUE = "PIPELINE_SECRET_VALUE"

/** The secrets that SST keeps, asked and set with the tree's own SST. Values only ever go in. */
export function sstSecrets(trees: PreparedTrees): SecretStore {
  return {
    async list(asked, placeholders) {
      const tree = await trees.tryPrepare(asked)
      return tree instanceof Unprepared ? unavailable(tree.reason) : listNames(tree, asked, placeholders)
    },
    async set(asked, name, value) {
      const tree = await trees.tryPrepare(asked)
      if (tree instanceof Unprepared) return { reason: tree.reason, mayBeSet: false }
      return setValue(tree, asked, name, value)
    },
  }
}

const unavailable = ({ message }: Reason): Fact<StoredSecret[]> => ({ kind: "unavailable", message })

async function listNames(
  tree: PreparedTree,
  around: Around,
  placeholders: readonly string[],
): Promise<Fact<StoredSecret[]>> {
  const answer = v.safeParse(
    Listed,
    await tree.ask(LIST_SECRET_NAMES, [tree.sst, around.stage, ...placeholders], around),
  )
  if (!answer.success) return { kind: "unavailable", message: "SST did not list the stage's secrets." }
  if ("error" in answer.output) {
    return { kind: "unavailable", message: `SST cannot list the stage's secrets: ${answer.output.error}` }
  }
  return { kind: "known", value: answer.output.secrets }
}

async function setValue(
  tree: PreparedTree,
  around: Around,
  name: string,
  value: SecretValue,
): Promise<NotSet | null> {
  const secrets = { ...around.credentials.secrets, [VALUE]: value }
  const ran = await tree.run(["node", "-e", SET_SECRET, "--", tree.sst, around.stage, name, VALUE], {
    ...around,
    credentials: { ...around.credentials, secrets },
  })
  if (ran.exitCode === 0) return null
  const said = lastLines(ran).join(" ") || "it said nothing"
  const wasCut = ran.exitCode === null || ran.timedOut || around.signal.aborted
  if (!wasCut) {
    return { reason: reason("SECRET_NOT_SET", `SST did not set ${name}: ${said}`), mayBeSet: false }
  }
  const how = ran.timedOut
    ? "it took too long"
    : around.signal.aborted
      ? "it was interrupted"
      : "it was ended"
  const message = `It is not known whether SST set ${name}: ${ran.lost ?? `${how}; ${said}`}`
  const fix = "Set it again: the same value twice does no harm."
  return { reason: reason("SECRET_NOT_SET", message, fix), mayBeSet: true }
}
