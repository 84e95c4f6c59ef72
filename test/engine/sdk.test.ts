import { expect, test } from "vitest"
import { withoutLimit } from "../../src/engine/sdk.ts"

const URL_OF_SESSION = "http://127.0.0.1:43210/query"

test.each<[string, string | URL | Request, boolean]>([
  ["the SDK's queries", URL_OF_SESSION, true],
  ["the SDK's queries, as an address", new URL(URL_OF_SESSION), true],
  ["a smoke check of this machine", "http://127.0.0.1:43210/health", false],
  ["a page of another one", "https://example.com/query", false],
  ["a request that is made already", new Request("https://example.com/query"), false],
])("Bun's limit of five minutes is lifted for the SDK's queries alone: %s", async (_, asked, isLifted) => {
  const calls: unknown[][] = []
  const fetch = async (...call: unknown[]) => {
    calls.push(call)
    return new Response()
  }
  const init = { method: "POST", body: "{}" }
  await withoutLimit(fetch)(asked, init)
  expect(calls).toEqual([[asked, isLifted ? { ...init, timeout: false } : init]])
})
