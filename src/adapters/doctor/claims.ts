import { AUDIENCE } from "../../core/aws/policies.ts"
import type { Claims } from "../../core/aws/trust-verdict.ts"
import { messageOf } from "../../core/errors.ts"
import type { Fact } from "../../core/fact.ts"
import type { GivenCredentials } from "../aws/sources.ts"
import { type TokenSettings, webIdentityToken } from "../aws/web-identity.ts"

/** Those that say which job it is; none of them is a secret, and no other is needed. */
const CLAIMS = [
  "iss",
  "aud",
  "sub",
  "environment",
  "repository",
  "repository_id",
  "repository_owner_id",
  "ref",
  "workflow",
  "job_workflow_ref",
  "actor_id",
  "enterprise_id",
  "exp",
]

/** Asks for a token of this job and reads its claims; AWS judges its signature. */
export async function readClaims(
  oidc: GivenCredentials["oidc"],
  settings: TokenSettings,
): Promise<Fact<Claims>> {
  if (oidc === null)
    return { kind: "skipped", why: "this is not a job of GitHub Actions with permissions: id-token: write" }
  try {
    return { kind: "known", value: claimsOf(await webIdentityToken(oidc, AUDIENCE, settings)) }
  } catch (error) {
    return { kind: "unavailable", message: messageOf(error) }
  }
}

function claimsOf(jwt: string): Claims {
  const payload = jwt.split(".")[1] ?? ""
  let claims: unknown
  try {
    claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"))
  } catch {
    // the parser's own message would quote the token
    throw new Error("The claims of the token can't be read.")
  }
  const entries = Object.entries(Object(claims)).filter(([name]) => CLAIMS.includes(name))
  return Object.fromEntries(entries)
}
