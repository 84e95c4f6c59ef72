import { messageOf } from "../../core/errors.ts"
import type { AwsChange, GithubChange } from "../../core/setup/change.ts"
import type { GithubAccess } from "./admin-github.ts"
import type { AwsAccess } from "./look-aws.ts"

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

/** Makes a change; null when it is made, otherwise why it was not. */
export async function performAws(
  access: AwsAccess,
  { action, parameters }: AwsChange,
): Promise<string | null> {
  const given = await access()
  if ("missing" in given) return given.missing
  try {
    await given.client.query("iam", action, flat(parameters))
    return null
  } catch (error) {
    return messageOf(error)
  }
}

/** The query protocol counts a list's members from one. */
const flat = (parameters: AwsChange["parameters"]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) =>
      typeof value === "string"
        ? [[name, value]]
        : value.map((member, index) => [`${name}.member.${index + 1}`, member]),
    ),
  )
