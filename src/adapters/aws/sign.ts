import { createHash, createHmac } from "node:crypto"
import type { AwsCredentials } from "./credentials.ts"

export interface Signable {
  method: string
  url: URL
  /** names in lower case, without `host` */
  headers: Readonly<Record<string, string>>
  body: string
}

const ALGORITHM = "AWS4-HMAC-SHA256"

/** Signature Version 4: the request's headers, with those that prove who sends it. */
export function sign(
  request: Signable,
  credentials: AwsCredentials,
  { region, service }: { region: string; service: string },
  at: Date,
): Record<string, string> {
  const time = at.toISOString().replace(/[-:]|\.\d+/g, "")
  const { sessionToken } = credentials
  const headers: Record<string, string> = {
    ...request.headers,
    "x-amz-date": time,
    ...(sessionToken === null ? {} : { "x-amz-security-token": sessionToken }),
  }
  const signed = Object.entries({ ...headers, host: request.url.host }).sort(byName)
  const names = signed.map(([name]) => name).join(";")
  const canonical = [
    request.method,
    pathOf(request.url, service),
    queryOf(request.url),
    ...signed.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, " ")}`),
    "",
    names,
    sha256(request.body),
  ].join("\n")
  const scope = [time.slice(0, 8), region, service, "aws4_request"]
  const toSign = [ALGORITHM, time, scope.join("/"), sha256(canonical)].join("\n")
  const key = scope.reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `AWS4${credentials.secretAccessKey}`,
  )
  const signature = hmac(key, toSign).toString("hex")
  const credential = `${credentials.accessKeyId}/${scope.join("/")}`
  headers.authorization = `${ALGORITHM} Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`
  return headers
}

/** S3 takes the path as it is sent; every other service wants it encoded once more. */
const pathOf = ({ pathname }: URL, service: string): string =>
  service === "s3" ? pathname : pathname.split("/").map(encode).join("/")

const queryOf = ({ searchParams }: URL): string =>
  [...searchParams]
    .map(([name, value]): [string, string] => [encode(name), encode(value)])
    .sort(byName)
    .map((pair) => pair.join("="))
    .join("&")

const byName = (a: [string, string], b: [string, string]): number =>
  a[0] === b[0] ? order(a[1], b[1]) : order(a[0], b[0])
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Everything but letters, digits and -._~ */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex")
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest()
