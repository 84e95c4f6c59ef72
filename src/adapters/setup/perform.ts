import type { GithubChange } from "../../core/setup/change.ts"
import type { GithubAccess } from "./admin-github.ts"

/** Makes a change; null when it is made, otherwise why it was not. */
export async function performGithub(access: GithubAccess, change: GithubChange): Promise<string | null> {
  const given = await access()
  if ("missing" in given) return given.missing
  const answer = await given.client.send(change.method, change.path, change.content ?? undefined)
  if (answer.kind === "found") return null
  // what GitHub says to a pattern that is there already, e.g. since before all branches were allowed
  if (answer.kind === "failed" && answer.status === 303) return null
  return answer.kind === "failed" ? answer.message : `GitHub has no ${change.path}, or not for this token`
}
