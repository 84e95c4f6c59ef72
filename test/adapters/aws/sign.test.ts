import { expect, test } from "vitest"
import type { AwsCredentials } from "../../../src/adapters/aws/credentials.ts"
import { type Signable, sign } from "../../../src/adapters/aws/sign.ts"

// AWS's published test suite for Signature Version 4, and the example of its reference page
const CREDENTIALS: AwsCredentials = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  sessionToken: null,
  expiration: null,
}
const AT = new Date("2015-08-30T12:36:00.123Z")
const FORM = { "content-type": "application/x-www-form-urlencoded" }

const signatureOf = (request: Partial<Signable>, url = "/", service = "service") => {
  const whole = {
    method: "GET",
    headers: {},
    body: "",
    ...request,
    url: new URL(url, "https://example.amazonaws.com"),
  }
  return sign(whole, CREDENTIALS, { region: "us-east-1", service }, AT).authorization?.split("Signature=")[1]
}

test.each([
  ["get-vanilla", {}, "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"],
  [
    "post-vanilla",
    { method: "POST" },
    "/",
    "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
  ],
  [
    "post-x-www-form-urlencoded",
    { method: "POST", headers: FORM, body: "Param1=value1" },
    "/",
    "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
  ],
  [
    "get-vanilla-query-order-key-case",
    {},
    "/?Param2=value2&Param1=value1",
    "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
  ],
  [
    "get-header-value-trim",
    { headers: { "my-header1": " value1", "my-header2": ' "a   b   c"' } },
    "/",
    "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
  ],
  // not of the suite: as botocore 1.44.8 signs it
  ["a path", {}, "/a%20b", "08c33fd523b5dc18699a2c38863929f12203a282c033d442d45b59a096458aa6"],
])("%s", (_name, request, url, signature) => {
  expect(signatureOf(request, url)).toBe(signature)
})

test("a form with a charset, as the reference page has it", () => {
  const headers = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" }
  const request = {
    method: "GET",
    headers,
    body: "",
    url: new URL("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08"),
  }
  const signed = sign(request, CREDENTIALS, { region: "us-east-1", service: "iam" }, AT)
  expect(signed).toEqual({
    ...headers,
    "x-amz-date": "20150830T123600Z",
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, " +
      "SignedHeaders=content-type;host;x-amz-date, " +
      "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
  })
})

test("a session token is sent and signed", () => {
  const request = { method: "POST", headers: {}, body: "", url: new URL("https://example.amazonaws.com/") }
  const session = { ...CREDENTIALS, sessionToken: "token" }
  const signed = sign(request, session, { region: "us-east-1", service: "service" }, AT)
  expect(signed["x-amz-security-token"]).toBe("token")
  expect(signed.authorization).toContain("SignedHeaders=host;x-amz-date;x-amz-security-token,")
})

test("S3's path is not encoded twice", () => {
  const [once, twice] = [signatureOf({}, "/a%20b", "s3"), signatureOf({}, "/a%2520b", "s3")]
  expect(once).not.toBe(twice)
  expect(signatureOf({}, "/a%20b")).not.toBe(signatureOf({}, "/a%2520b"))
})
