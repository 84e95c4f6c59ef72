import { createHash, createHmac, createPublicKey, type JsonWebKey, randomBytes, verify } from "node:crypto"
import type { ServerResponse } from "node:http"
import { type Claims, type PolicyDocument, trustFaults } from "../../src/core/aws/deploy-role.ts"
import { AUDIENCE, ISSUER } from "../../src/core/aws/policies.ts"
import { type AwsAnswer, queryError } from "./aws-server.ts"
import { type SeenRequest, startHttpApp } from "./http-app.ts"
import { ISSUER_URL } from "./oidc-issuer.ts"

interface Role {
  trust: PolicyDocument
  maxSessionSeconds?: number
}

interface Session {
  arn: string
  account: string
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string | null
  expiration: Date | null
}

/** AWS accepts a signature that is so much off. */
const SIGNATURE_MS = 5 * 60_000

/**
 * STS as it really decides: it verifies a token's signature by the issuer's keys, its issuer, audience and
 * times, and the role's trust policy; and a call's signature, its age and its session.
 */
export async function startSts(options: {
  jwksUrl: string
  /** by ARN */
  roles: Record<string, Role>
  now?: () => Date
}) {
  const { now = () => new Date(), roles } = options
  const sessions: Session[] = []
  /** every session that a role was taken for: its name and its length */
  const taken: { roleArn: string; sessionName: string; seconds: number }[] = []

  const assume = async (form: URLSearchParams): Promise<AwsAnswer> => {
    const text = (name: string) => form.get(name) ?? ""
    const refused = queryError("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403)
    const invalid = (message: string) => queryError("InvalidIdentityToken", message)
    const token = text("WebIdentityToken")
    const [head = "", body = "", signature = ""] = token.split(".")
    const { keys } = (await (await fetch(options.jwksUrl)).json()) as {
      keys: (JsonWebKey & { kid: string })[]
    }
    const { kid, alg } = decode(head) as { kid: string; alg: string }
    const key = keys.find((one) => one.kid === kid)
    const isSigned =
      alg === "RS256" &&
      key !== undefined &&
      verify(
        "RSA-SHA256",
        Buffer.from(`${head}.${body}`),
        createPublicKey({ key, format: "jwk" }),
        Buffer.from(signature, "base64url"),
      )
    if (!isSigned) return invalid("Couldn't retrieve verification key from your identity provider")
    const claims = decode(body) as Claims & { iss: string; aud: string; exp: number; nbf: number }
    if (claims.iss !== ISSUER_URL)
      return invalid("No OpenIDConnect provider found in your account for the issuer")
    if (claims.aud !== AUDIENCE) return invalid("Incorrect token audience")
    const seconds = now().getTime() / 1000
    if (seconds >= claims.exp) {
      const message = `Token expired: current date/time ${seconds} must be before the expiration date/time ${claims.exp}`
      return queryError("ExpiredTokenException", message)
    }
    if (claims.nbf > seconds + 300) return invalid("Token is not yet valid")
    const roleArn = text("RoleArn")
    const role = roles[roleArn]
    if (role === undefined || trustFaults(role.trust, ISSUER, claims).length > 0) return refused
    const duration = Number(text("DurationSeconds"))
    if (duration > (role.maxSessionSeconds ?? 3600)) {
      const message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
      return queryError("ValidationError", message)
    }
    const sessionName = text("RoleSessionName")
    taken.push({ roleArn, sessionName, seconds: duration })
    const [, , , , account = "", path = ""] = roleArn.split(":")
    const session: Session = {
      account,
      arn: `arn:aws:sts::${account}:assumed-role/${path.split("/").at(-1)}/${sessionName}`,
      accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
      secretAccessKey: `canary-secret-${randomBytes(12).toString("hex")}`,
      sessionToken: `canary-session-${randomBytes(24).toString("hex")}`,
      expiration: new Date(now().getTime() + duration * 1000),
    }
    sessions.push(session)
    return {
      body: `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult>
        <Credentials><AccessKeyId>${session.accessKeyId}</AccessKeyId><SecretAccessKey>${session.secretAccessKey}</SecretAccessKey>
        <SessionToken>${session.sessionToken}</SessionToken><Expiration>${session.expiration?.toISOString()}</Expiration></Credentials>
        </AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`,
    }
  }

  const identify = (seen: SeenRequest): AwsAnswer => {
    const { headers } = seen
    const keyId = /Credential=([^/]+)/.exec(headers.authorization ?? "")?.[1]
    const session = sessions.find(({ accessKeyId }) => accessKeyId === keyId)
    if (session === undefined) {
      return queryError("InvalidClientTokenId", "The security token included in the request is invalid.", 403)
    }
    const at = readTime(String(headers["x-amz-date"]))
    if (Math.abs(at.getTime() - now().getTime()) > SIGNATURE_MS) {
      return queryError(
        "SignatureDoesNotMatch",
        `Signature expired: ${headers["x-amz-date"]} is now earlier`,
        403,
      )
    }
    if (
      signatureOf(seen, session.secretAccessKey) !== /Signature=(\w+)/.exec(headers.authorization ?? "")?.[1]
    ) {
      const quoted = `The Canonical String was\nx-amz-security-token:${headers["x-amz-security-token"]}`
      return queryError("SignatureDoesNotMatch", `The request signature does not match. ${quoted}`, 403)
    }
    if (session.expiration !== null && now() >= session.expiration) {
      return queryError("ExpiredToken", "The security token included in the request is expired", 403)
    }
    return {
      body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${session.arn}</Arn><UserId>AROA:x</UserId>
        <Account>${session.account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    }
  }

  const judge = (seen: SeenRequest): AwsAnswer | Promise<AwsAnswer> => {
    const form = new URLSearchParams(seen.body)
    return form.get("Action") === "GetCallerIdentity" ? identify(seen) : assume(form)
  }
  const respond = async (response: ServerResponse) => {
    const { status = 200, body } = await judge(server.requests.at(-1) as SeenRequest)
    response.sendDate = false
    response.writeHead(status, { date: now().toUTCString() }).end(body)
  }
  const server = await startHttpApp((_request, response) => {
    respond(response).catch((error) => response.writeHead(500).end(String(error)))
  })
  return {
    url: server.url,
    taken,
    sessions,
    actions: () => server.requests.map(({ body }) => new URLSearchParams(body).get("Action")),
  }
}

const decode = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString())

/** Signature Version 4 of a request without a query, as AWS's reference describes it: written from that page, not from the SDK. */
function signatureOf({ method, url, headers, body }: SeenRequest, secretAccessKey: string): string {
  const [, scope = "", names = ""] =
    /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+)/.exec(headers.authorization ?? "") ?? []
  const canonical = [
    method,
    url,
    "",
    ...names.split(";").map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, " ")}`),
    "",
    names,
    sha256(body),
  ].join("\n")
  const toSign = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, sha256(canonical)].join("\n")
  const key = scope.split("/").reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`)
  return hmac(key, toSign).toString("hex")
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex")
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest()

/** 20260301T030000Z */
const readTime = (text: string): Date =>
  new Date(text.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z"))
