import { AUDIENCE } from "../../core/aws/trust-policy.ts"
import type { Claims } from "../../core/aws/trust-verdict.ts"
import { messageOf } from "../../core/errors.ts"
import type { Fact } from "../../core/fact.ts"
import type { GivenCredentials } from "../aws/sources.ts"
import { type TokenSettings, webIdentityToken } from "../aws/web-identity.ts"

/** Those that say who a job is; none of them is a secret, and the rest is nobody's business here. */
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

/** Asks for a token of this job and reads its claims; whether it is signed well is for AWS to say. */
export async function readClaims(
  oidc: GivenCredentials["oidc"],
  settings: TokenSettings,
): Promise<Fact<Claims>> {
  if (oidc === null)
    return { kind: "skipped", why: "this is no job of GitHub Actions with permissions: id-token: write" }
  try {
    const [url, token] = await Promise.all([oidc.url.plaintext(), oidc.token.plaintext()])
    const jwt = await webIdentityToken({ url: url.trim(), token: token.trim() }, AUDIENCE, settings)
    return { kind: "known", value: claimsOf(jwt) }
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
    throw new Error("The token that was given has no claims that can be read.")
  }
  const entries = Object.entries(Object(claims)).filter(([name]) => CLAIMS.includes(name))
  return Object.fromEntries(entries)
}
