import { expect, test } from "vitest"
import { unlisted } from "../../../src/core/sst/failures.ts"

test.each([
  ["error: SELF_SIGNED_CERT_IN_CHAIN fetching the platform", "SSL_CERT_FILE"],
  ["unable to get local issuer certificate", "SSL_CERT_FILE"],
  ["UNABLE_TO_GET_ISSUER_CERT while fetching", "SSL_CERT_FILE"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY while fetching", "SSL_CERT_FILE"],
  ["self-signed certificate: x", "SSL_CERT_FILE"],
])("secrets that cannot be listed for want of trust: %s", (message, named) => {
  expect(unlisted(message)).toMatchObject({
    code: "GATE_UNAVAILABLE",
    message,
    fix: expect.stringContaining(named),
  })
})

test("secrets that cannot be listed for another reason", () => {
  expect(unlisted("SST cannot be found.").fix).not.toContain("SSL_CERT_FILE")
})
