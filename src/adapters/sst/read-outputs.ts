import * as v from "valibot"
import { type Reason, reason } from "../../core/reasons.ts"
import type { Outputs } from "../../release/ports.ts"
import type { Around, PreparedTree } from "./prepared-tree.ts"
import { READ_OUTPUTS } from "./scripts.ts"

const Told = v.object({
  outputs: v.record(v.string(), v.string()),
  missing: v.array(v.string()),
  secret: v.array(v.string()),
})

/** The expected outputs of the deploy that just ended, or why they cannot be used. */
export async function readOutputs(
  tree: PreparedTree,
  names: readonly string[],
  around: Around,
): Promise<{ ok: true; outputs: Outputs } | { ok: false; reason: Reason }> {
  const refuse = (message: string, fix?: string) => ({
    ok: false as const,
    reason: reason("OUTPUTS_MISSING", message, fix),
  })
  if ((await tree.readText(".sst/outputs.json")) === null) {
    return refuse(
      "SST said Complete, but this deploy wrote no .sst/outputs.json.",
      "Look at .sst/log/sst.log, then deploy again.",
    )
  }
  if (names.length === 0) return { ok: true, outputs: {} }
  const told = v.safeParse(Told, await tree.ask(READ_OUTPUTS, [tree.sst, around.stage, ...names], around))
  if (!told.success)
    return refuse("The outputs cannot be read and compared with the stage's secrets.", "Deploy again.")
  const { outputs, missing, secret } = told.output
  if (missing.length > 0) {
    return refuse(
      `The deploy gave no ${missing.join(", ")}, which deployer.outputs names.`,
      "Return each from run() in sst.config.ts, or take it out of deployer.outputs.",
    )
  }
  if (secret.length > 0) {
    return refuse(
      `The output ${secret.join(", ")} holds the value of a secret, so it is not kept.`,
      "Return something else from run() in sst.config.ts.",
    )
  }
  return { ok: true, outputs }
}
