import { createHmac } from "node:crypto"
import { expect, test } from "vitest"
import { slackSigner } from "../../src/adapters/slack-signer.ts"

test("signs as Slack's own documentation shows", async () => {
  const secret = "8f742231b10e8888abcd99yyyzzz85a5"
  const text = "v0:1531420618:token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J"
  const signature = createHmac("sha256", secret).update(text).digest("hex")
  const sign = slackSigner(async () => secret, "absent")
  expect(await sign(text)).toEqual({ kind: "known", value: signature })
})

test.each([null, ""])("without a secret (%j) there is no signature", async (secret) => {
  const sign = slackSigner(async () => secret, "SLACK_SIGNING_SECRET is not set")
  expect(await sign("v0:1:{}")).toEqual({ kind: "unavailable", message: "SLACK_SIGNING_SECRET is not set" })
})
