import { generateKeyPairSync, randomUUID, sign } from "node:crypto"
import { startHttpApp } from "./http-app.ts"

/** GitHub's name as an issuer; only its keys are at another address here. */
export const ISSUER_URL = "https://token.actions.githubusercontent.com"

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url")

/** GitHub's side of OIDC: gives a job a signed token, and shows the world the keys that verify it. */
export async function startOidcIssuer(
  job: Readonly<Record<string, unknown>>,
  options: { now?: () => Date } = {},
) {
  const { now = () => new Date() } = options
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
  const requestToken = `canary-request-token-${randomUUID()}`
  const tokens: string[] = []
  /** changed by a test before the next token */
  const next = {
    claims: {} as Record<string, unknown>,
    signingKey: privateKey,
    lifeSeconds: 300,
    status: 200,
  }
  const server = await startHttpApp((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://issuer")
    if (pathname === "/jwks") {
      response.end(
        JSON.stringify({
          keys: [{ ...publicKey.export({ format: "jwk" }), kid: "1", alg: "RS256", use: "sig" }],
        }),
      )
      return
    }
    if (request.headers.authorization !== `bearer ${requestToken}` || next.status !== 200) {
      response
        .writeHead(next.status === 200 ? 401 : next.status)
        .end(`no token for ${request.headers.authorization}`)
      return
    }
    const iat = Math.floor(now().getTime() / 1000)
    const claims = {
      iss: ISSUER_URL,
      aud: searchParams.get("audience"),
      iat,
      nbf: iat - 60,
      exp: iat + next.lifeSeconds,
      jti: randomUUID(),
      ...job,
      ...next.claims,
    }
    const signed = `${encode({ alg: "RS256", typ: "JWT", kid: "1" })}.${encode(claims)}`
    const token = `${signed}.${sign("RSA-SHA256", Buffer.from(signed), next.signingKey).toString("base64url")}`
    tokens.push(token)
    response.end(JSON.stringify({ count: token.length, value: token }))
  })
  return {
    /** ACTIONS_ID_TOKEN_REQUEST_URL; GitHub's own has a query already */
    requestUrl: `${server.url}/token?api-version=2.0`,
    requestToken,
    jwksUrl: `${server.url}/jwks`,
    requests: server.requests,
    /** every token that was given, in order */
    tokens,
    next,
  }
}

export type OidcIssuer = Awaited<ReturnType<typeof startOidcIssuer>>

/** What GitHub writes into a token of a job in an environment. */
export const jobOf = (environment: string, subject = `repo:octo-org/shop:environment:${environment}`) => ({
  sub: subject,
  repository: "octo-org/shop",
  repository_id: "456789",
  repository_owner_id: "123456",
  environment,
  ref: "refs/heads/main",
})
