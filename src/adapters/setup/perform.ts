import { messageOf } from "../../core/errors.ts"
import type { AwsChange } from "../../core/setup/prerequisite.ts"
import type { AwsAccess } from "./look-aws.ts"

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
