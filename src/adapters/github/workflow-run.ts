import * as v from "valibot"
import type { CiRun } from "../../core/ledger/runner.ts"
import type { CiState } from "../../release/ports.ts"
import type { Github, GithubAnswer } from "./client.ts"

const RunSchema = v.object({ status: v.string(), conclusion: v.nullable(v.string()) })

/**
 * Whether a workflow run has finished. Each attempt is a run of its own: a second one begins only when the first is
 * over.
 * @param at `/repos/OWNER/NAME`
 */
export async function readWorkflowRun(
  github: Github,
  at: string,
  { runId, attempt }: CiRun,
): Promise<GithubAnswer<CiState>> {
  const answer = await github.get(`${at}/actions/runs/${runId}/attempts/${attempt}`)
  if (answer.kind !== "found") return answer
  const run = v.safeParse(RunSchema, answer.value)
  if (!run.success) {
    return { kind: "failed", status: null, message: "GitHub's answer on a workflow run is not as expected." }
  }
  const { status, conclusion } = run.output
  const finished = status === "completed"
  return { kind: "found", value: { finished, status: finished ? `completed (${conclusion})` : status } }
}
